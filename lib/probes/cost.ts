import { z } from "zod";
import { count, rate, significant, tick } from "../figures/format.ts";
import type { Statistics } from "../figures/statistics.ts";
import { messageOf } from "../model/errors.ts";
import type { Bench } from "./bench.ts";
import type { Comparison, Figure } from "./comparison.ts";
import {
  type CostSample,
  costSample,
  costSummary,
  cpuSeconds,
  programSeconds,
  type Sound,
  softirqSeconds,
  summariseCost,
} from "./cost-samples.ts";
import { type Ends, endNames, type LoadEnds, ref } from "./ends.ts";
import { endpoints, outcome } from "./fields.ts";
import { samplesRead } from "./iperf3.ts";
import type { ProbeKind } from "./kind.ts";
import { whole, workload } from "./options.ts";
import { verdictOn } from "./outcome.ts";
import { itself } from "./places.ts";
import { type ResultLine, samplesOf } from "./reading.ts";
import { tcpTest } from "./tcp-load.ts";
import { type Counters, countersOf, spending, usageCommand } from "./usage.ts";

export interface CostOptions extends LoadEnds {
  /** @default "cost" */
  readonly name?: string;
  /** Samples of load. @default 3 */
  readonly samples?: number;
  /** Seconds of load in each sample. @default 2 */
  readonly seconds?: number;
}

export interface CostSpec extends Ends {
  readonly kind: "cost";
  readonly name: string;
  readonly samples: number;
  readonly seconds: number;
}

/**
 * Sends one TCP stream between two workloads and measures what the mode's program on both hosts, their kernels' softirq and the whole
 * hosts spend on it: CPU seconds, and the program's context switches, for each GB (10⁹ bytes) moved. The whole hosts' is all that their
 * kernels ran meanwhile, iperf3 itself included (proc_stat(5)); container hosts share one kernel, and it is the whole machine's.
 *
 * @example
 * ```ts
 * lab.probe(cost({ from: client, to: server, samples: 5 }));
 * ```
 */
export function cost(options: CostOptions): CostSpec {
  const { from, to, name = "cost", samples = 3, seconds = 2, ...others } = options;
  return { ...others, kind: "cost", name, from: ref(from), to: ref(to), samples, seconds };
}

const result = z.object({
  kind: z.literal("cost"),
  ...outcome,
  ...endpoints,
  agent: z.string().describe("The program that was watched on both hosts, e.g. flanneld"),
  samples: z.array(costSample),
  summary: costSummary,
});
export type CostResult = z.infer<typeof result>;

const settings = z.object({ seconds: z.number() });

/** Measured in 20 rounds of two equal labs each, on a busy machine (docs/comparing.md). */
const noise = 0.14;

const cpuTime = { unit: "s/GB", quantity: "CPU time", better: "less" } as const;
const program = { key: "agent", title: "Program's CPU time", ...cpuTime };
const softirq = { key: "softirq", title: "Kernel's softirq time", ...cpuTime };
const host = { key: "host", title: "Whole hosts' CPU time", ...cpuTime };

const hasSample = ({ samples }: CostResult): boolean => samples.some(({ status }) => status === "ok");

/** Of both ends together. A kernel that hosts share counts once, as in the probe's own summary. */
const comparison: Comparison<CostSpec, CostResult, z.infer<typeof settings>> = {
  settings,
  inWords: ({ seconds }) => `${seconds} s`,
  once: (spec) => ({ ...spec, samples: 1 }),
  hasFigure: hasSample,
  metrics: () => [
    {
      ...{ ...program, noise, judged: false },
      read: (result) =>
        perGigabyte(result, ({ agentUserSeconds, agentSystemSeconds }, hosts) => ({
          seconds:
            agentUserSeconds.median === null || agentSystemSeconds.median === null
              ? null
              : agentUserSeconds.median + agentSystemSeconds.median,
          // Time in user and in kernel mode is rounded apart.
          counters: 2 * hosts.length,
        })),
    },
    {
      ...{ ...softirq, noise, judged: false },
      read: (result) =>
        perGigabyte(result, ({ softirqSeconds }, hosts) => ({
          seconds: softirqSeconds.median,
          counters: new Set(hosts.map(({ bootId }) => bootId)).size,
        })),
    },
    {
      ...{ ...host, noise, judged: false },
      read: (result) =>
        perGigabyte(result, ({ cpuSeconds }, hosts) => ({
          seconds: cpuSeconds.median,
          // User, nice, system, irq and softirq are each rounded.
          counters: 5 * new Set(hosts.map(({ bootId }) => bootId)).size,
        })),
      // Hosts of earlier versions do not tell.
      isUntold: (result) => hasSample(result) && result.summary.perGigabyte.cpuSeconds.median === null,
    },
  ],
};

function perGigabyte(
  { samples, summary }: CostResult,
  figure: (
    summary: CostResult["summary"]["perGigabyte"],
    hosts: Sound["hosts"],
  ) => { seconds: number | null; counters: number },
): Figure | null {
  const sample = samples.find(({ status }) => status === "ok");
  if (sample?.status !== "ok") return null;
  const { seconds, counters } = figure(summary.perGigabyte, sample.hosts);
  return seconds === null ? null : { value: seconds, least: (counters * tick) / (sample.bytes / 1e9) };
}

export const costKind: ProbeKind<CostSpec, CostResult> = {
  kind: "cost",
  make: cost,
  result,
  rules: { from: workload, to: workload, samples: whole(1, 100), seconds: whole(1, 600) },
  quick: (spec) => ({ ...spec, samples: 1, seconds: 1 }),
  problems: (_, { modes: [first] }, path) =>
    first?.mode.agent === null
      ? [
          {
            path,
            message: `Mode ${first.mode.name} has no program of its own whose cost could be measured. Take the probe iperf in its place, which shows the CPU that iperf3 takes at both ends, or choose a mode with a program, e.g. flannel's udp.`,
          },
        ]
      : [],
  seconds: ({ samples, seconds }) => samples * seconds,

  async run(spec, bench) {
    const { agent, name } = bench.lab.mode;
    if (agent === null) throw new Error(`mode ${name} has no program to watch`);
    const samples: CostSample[] = [];
    for (let number = 1; number <= spec.samples; number += 1) {
      bench.progress(`${spec.name}: ${agent} under load, sample ${number} of ${spec.samples}`);
      samples.push(await takeSample(spec, agent, number, bench));
    }
    return {
      kind: "cost",
      ...verdictOn(samples, spec.samples),
      ...endNames(spec),
      ...{ agent, samples, summary: summariseCost(samples) },
    };
  },

  blank: (spec, { mode }) => ({
    ...endNames(spec),
    ...{ agent: mode.agent ?? "none", samples: [], summary: summariseCost([]) },
  }),

  reading: {
    lines: ({ agent, summary: { bitsPerSecond, perGigabyte } }) => [
      line(`${agent} user CPU`, perGigabyte.agentUserSeconds, seconds),
      line(`${agent} system CPU`, perGigabyte.agentSystemSeconds, seconds),
      line(
        `${agent} switches`,
        perGigabyte.agentContextSwitches,
        (value) => `${count(Math.round(value))} context switches per GB`,
      ),
      line("kernel softirq", perGigabyte.softirqSeconds, seconds),
      // Not in records from before it was counted.
      ...(perGigabyte.cpuSeconds.n + perGigabyte.cpuSeconds.failed > 0
        ? [line("whole hosts", perGigabyte.cpuSeconds, seconds)]
        : []),
      {
        what: "throughput",
        figure: bitsPerSecond.median === null ? "no figure" : rate(bitsPerSecond.median),
        detail: `n = ${bitsPerSecond.n}`,
      },
    ],
    commands: ({ samples }) =>
      samples.flatMap(({ sample, command }) => [
        { what: `sample ${sample}, counters before and after, on both hosts`, line: command.usage },
        { what: `sample ${sample}, server`, line: command.server },
        { what: `sample ${sample}, client`, line: command.client },
      ]),
    files: samplesRead(({ sample }: CostSample) => `sample ${sample}`).files,
    figures: ({ samples }) => {
      const sound = samples.filter((sample) => sample.status === "ok");
      const settings = samplesOf(sound.map(({ bytes, bitsPerSecond }) => (8 * bytes) / bitsPerSecond));
      return [
        { ...program, settings, values: sound.flatMap(programSeconds) },
        { ...softirq, settings, values: sound.flatMap(softirqSeconds) },
        { ...host, settings, values: sound.flatMap(cpuSeconds) },
      ];
    },
  },
  comparison,
};

/** Kernels count CPU time in ticks of 0.01 s, so a figure of 0 means less than one tick. */
const seconds = (value: number) => (value === 0 ? "none measurable" : `${significant(value)} s per GB`);

const line = (what: string, figures: Statistics, say: (value: number) => string): ResultLine => ({
  what,
  figure: figures.median === null ? "no figure" : say(figures.median),
  detail: `n = ${figures.n}${figures.failed > 0 ? `, ${figures.failed} failed` : ""}`,
});

/** One load with the counters of both hosts read before and after it. */
async function takeSample(spec: CostSpec, agent: string, number: number, bench: Bench): Promise<CostSample> {
  const hosts = [...new Set([spec.from.host, spec.to.host])];
  const usage = bench.line(itself(spec.from.host), usageCommand(agent));
  const startedAt = bench.now().toISOString();
  try {
    let before: Counters[] = [];
    const beforehand = async () => {
      before = await countersOf(hosts, agent, bench);
    };
    const load = await tcpTest({ ...spec, omit: 0, beforehand }, 1, number, bench);
    const after = await countersOf(hosts, agent, bench);
    const about = { sample: number, startedAt, command: { ...load.command, usage }, raw: load.raw };
    if (load.status === "failed") return { ...about, status: "failed", reason: load.reason };
    const { bitsPerSecond, bytes } = load;
    return { ...about, status: "ok", bitsPerSecond, bytes, hosts: spending(hosts, before, after) };
  } catch (error) {
    const about = { sample: number, startedAt, command: { server: [], client: [], usage }, raw: null };
    return { ...about, status: "failed", reason: messageOf(error) };
  }
}
