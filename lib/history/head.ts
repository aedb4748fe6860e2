import { z } from "zod";
import { plural } from "../figures/format.ts";
import { comparisonFormat, comparisonRecord } from "../results/comparison/record.ts";
import { hardwareOf, hardwareText } from "../results/hardware.ts";
import type { RecordFormat } from "../results/read-record.ts";
import { runFormat, runRecord } from "../results/run-record.ts";
import { scaleFormat, scaleRecord } from "../scale/record.ts";

export const recordKinds = ["run", "comparison", "gate", "scale"] as const;

/** What a list tells of a record of any kind. */
export interface Head {
  readonly kind: (typeof recordKinds)[number];
  /** What it is about, by the labs' names. */
  readonly labs: readonly string[];
  /** The probes by which labs were compared, by name; none of what is no comparison. */
  readonly compared: readonly string[];
  /** A run's status; a gate's verdict once it is over. */
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** `dind hosts`, `vm hosts (tcg)`. */
  readonly hosts: string;
  /** The processors of the engine's machine: `2 × AMD EPYC 7B13`. */
  readonly cpu: string;
  /** The version of Underlay that wrote it. */
  readonly underlay: string;
  /** A few words on what is in it. */
  readonly about: string;
  /** True for one that came to its end with all that was asked for. */
  readonly isWhole: boolean;
}

/** The head of each record is checked and nothing else, so that a list of hundreds takes no time. */
export const heads: readonly RecordFormat<Head>[] = [
  {
    ...runFormat,
    shape: runRecord
      .pick({ name: true, status: true, startedAt: true, finishedAt: true, only: true, hostKind: true })
      .extend({
        environment: runRecord.shape.environment,
        probes: z.array(z.object({ name: z.string(), status: z.string() })),
      })
      .transform(
        (run): Head => ({
          ...{ kind: "run", labs: [run.name], compared: [], status: run.status, ...commonOf(run) },
          about: probesText(run.probes) + (run.only === null ? "" : `; only ${run.only.join(", ")}`),
          isWhole: run.only === null && ["passed", "failed"].includes(run.status),
        }),
      ),
  },
  {
    ...comparisonFormat,
    shape: comparisonRecord
      .pick({
        status: true,
        startedAt: true,
        finishedAt: true,
        hostKind: true,
        environment: true,
        gate: true,
      })
      .extend({
        labs: z.array(z.object({ name: z.string() })),
        probes: z.array(z.object({ name: z.string() })),
        turns: z.array(z.object({ round: z.number() })),
      })
      .transform((record): Head => {
        const { gate, status } = record;
        const labs = record.labs.map(({ name }) => name);
        const rounds = plural(Math.max(0, ...record.turns.map(({ round }) => round)), "round");
        return {
          ...commonOf(record),
          kind: gate ? "gate" : "comparison",
          labs,
          compared: record.probes.map(({ name }) => name),
          status: gate && status === "finished" ? gate.verdict : status,
          about: `${gate ? `${gate.lab} against ${gate.origin ?? gate.reference}` : labs.join(", ")}; ${rounds}`,
          isWhole: status === "finished",
        };
      }),
  },
  {
    ...scaleFormat,
    shape: scaleRecord
      .pick({ status: true, startedAt: true, finishedAt: true, environment: true, modes: true, hosts: true })
      .transform(
        ({ status, startedAt, finishedAt, environment, modes, hosts }): Head => ({
          ...{ kind: "scale", labs: ["scale-bgp"], compared: [], status, startedAt, finishedAt },
          ...{ hosts: "bare hosts", cpu: plural(environment.cpus, "CPU"), underlay: environment.underlay },
          about: `${modes.join(", ")}; ${hosts.join(", ")} hosts`,
          isWhole: ["passed", "failed"].includes(status),
        }),
      ),
  },
];

type Common = Pick<z.infer<typeof runRecord>, "startedAt" | "finishedAt" | "hostKind" | "environment">;

function commonOf({ startedAt, finishedAt, hostKind, environment }: Common) {
  const hardware = hardwareOf({ hostKind, environment });
  const { underlay } = environment;
  return { startedAt, finishedAt, hosts: hardwareText(hardware), cpu: hardware.cpu, underlay };
}

/** `4 probes`, `4 probes, failed: ping, iperf`. */
function probesText(probes: readonly { readonly name: string; readonly status: string }[]): string {
  const failed = probes.filter(({ status }) => status !== "passed").map(({ name }) => name);
  return plural(probes.length, "probe") + (failed.length === 0 ? "" : `, failed: ${failed.join(", ")}`);
}
