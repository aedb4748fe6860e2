import { z } from "zod";
import type { ProbeSpec } from "../../model/lab-spec.ts";
import type { Ends } from "../../probes/ends.ts";
import { kindOf } from "../../probes/kinds.ts";
import { comparedProbe } from "../comparison/compared.ts";
import { metricsOf } from "../comparison/metrics.ts";
import type { ComparisonRecord } from "../comparison/record.ts";
import { impairedIn, unansweredIn } from "../impaired.ts";
import { runRecord } from "../run-record.ts";
import { judgedReadings, sharesOf } from "./ratios.ts";
import { judgeFigure, type Rule } from "./verdict.ts";

/** What turns of a path are called that no mode has a part in. */
export const handMadePath = "hand-made path";

/** The file's format; one of another format is not read. */
export const baselineSchema = 1;

const environment = runRecord.shape.environment;

/** Labs' figures to be held against later ones, each as the ratio to a hand-made path in the same round. */
export const baseline = z.object({
  kind: z.literal("underlay baseline"),
  schema: z.literal(baselineSchema),
  savedAt: z.iso.datetime(),
  hostKind: runRecord.shape.hostKind,
  environment,
  probes: z.array(comparedProbe),
  labs: z.array(
    z.object({
      lab: z.string(),
      mtu: runRecord.shape.mode.shape.mtu,
      impairments: z
        .array(z.string())
        .nullable()
        .default(null)
        .describe(
          "Those that were in place, in words; null where nobody knows: files of earlier versions have none",
        ),
      figures: z
        .record(z.string(), z.array(z.number().nonnegative().nullable()))
        .describe(
          "By the figures' keys, round by round; 0 where the lab's sample alone failed, null where the path has none",
        ),
    }),
  ),
});
export type Baseline = z.infer<typeof baseline>;

/** What a comparison with a hand-made path is worth keeping of. */
export const baselineOf = (record: ComparisonRecord): Baseline => ({
  kind: "underlay baseline",
  schema: baselineSchema,
  savedAt: record.finishedAt ?? record.startedAt,
  hostKind: record.hostKind,
  environment: record.environment,
  probes: record.probes.filter(isJudged),
  labs: record.labs.map(({ name, mode, topology }) => ({
    lab: name,
    mtu: mode.mtu,
    impairments: unansweredIn(topology).length > 0 ? null : impairedIn(topology),
    figures: Object.fromEntries(
      metricsOf(record.probes)
        .filter(({ judged }) => judged)
        .map((metric) => {
          const path = judgedReadings(record, metric, handMadePath);
          return [metric.about.key, sharesOf(judgedReadings(record, metric, name), path)];
        }),
    ),
  })),
});

/** Probes that a path without a mode can have as well: those between two ends that have a figure to judge. */
export const isOfAnyPath = (spec: ProbeSpec): spec is ProbeSpec & Ends =>
  "from" in spec && "to" in spec && isJudged(spec);

const isJudged = (probe: { readonly kind: string }): boolean =>
  kindOf(probe)
    .comparison?.metrics(probe)
    .some(({ judged }) => judged) ?? false;

/** What a gate lets pass, and how sure it is, unless it is told otherwise. */
export const usualRule: Rule = { maxRegression: 0.05, error: 0.05 };

/** The fewest rounds in which so many figures can pass together: those of labs that are the same in every round. */
export function roundsToPass(figures: number, rule: Rule = usualRule): number {
  for (let rounds = 1; ; rounds += 1) {
    const same = Array.from({ length: rounds }, () => 1);
    if (judgeFigure(same, "more", rule, Math.max(1, figures)).verdict === "pass") return rounds;
  }
}

/** So many rounds there are of the figure, of these, that has fewest. */
export const fewestRounds = (
  figures: Baseline["labs"][number]["figures"],
  keys: readonly string[] = Object.keys(figures),
): number => Math.min(...keys.map((key) => (figures[key] ?? []).filter((share) => (share ?? 0) > 0).length));

/** So many rounds of it there are. */
export const roundsIn = ({ labs }: Baseline): number =>
  Math.max(0, ...labs.flatMap(({ figures }) => Object.values(figures).map((ratios) => ratios.length)));

/** What a gate's record has of it. */
export const aboutOf = ({ savedAt, environment: { cpus, cpuModel } }: Baseline, differences: string[]) => ({
  savedAt,
  cpu: `${cpus} × ${cpuModel}`,
  differences,
});

const impairmentsDiffer = "impairments";

/** True of the words for impairments that differ, which are the only difference that a command mends. */
export const isOfImpairments = (difference: string): boolean =>
  difference.startsWith(`${impairmentsDiffer} `);

type Conditions = Pick<Baseline, "hostKind" | "environment"> &
  Pick<Baseline["labs"][number], "mtu" | "impairments">;

/**
 * In what figures of now and then differ so that they say nothing of each other: the words for each. Another CPU is none of it: the
 * hand-made path is measured on it as well.
 */
export function differences(then: Conditions, now: Conditions): string[] {
  const impaired = ({ impairments }: Conditions) =>
    impairments === null ? "not known" : impairments.join("; ") || "none";
  const told = [
    ["host kind", then.hostKind, now.hostKind],
    ["acceleration", then.environment.accelerator ?? "none", now.environment.accelerator ?? "none"],
    ["user namespaces", then.environment.userNamespace, now.environment.userNamespace],
    ["kernel", then.environment.kernel, now.environment.kernel],
    ["MTU", String(then.mtu), String(now.mtu)],
    // Of a file that does not have them nobody knows whether they differ.
    ...(then.impairments === null ? [] : [[impairmentsDiffer, impaired(then), impaired(now)] as const]),
    // What measures is in it.
    ["workload image", then.environment.images.workload ?? "none", now.environment.images.workload ?? "none"],
  ] as const;
  return told.flatMap(([what, before, after]) =>
    before === after ? [] : `${what} ${before} then, ${after} now`,
  );
}
