import { count, rate, significant } from "../../figures/format.ts";
import type { Statistics } from "../../figures/statistics.ts";
import type { Reading, ResultLine } from "../../probes/reading.ts";
import type { CostResult } from "../../probes/results.ts";

export const cost: Reading<CostResult> = {
  lines: ({ agent, summary: { bitsPerSecond, perGigabyte } }) => {
    const line = (what: string, figures: Statistics, say: (value: number) => string): ResultLine => ({
      what,
      figure: figures.median === null ? "no figure" : say(figures.median),
      detail: `n = ${figures.n}${figures.failed > 0 ? `, ${figures.failed} failed` : ""}`,
    });
    // Kernels count CPU time in ticks of 0.01 s: what is less than one is not nothing.
    const seconds = (value: number) => (value === 0 ? "none measurable" : `${significant(value)} s per GB`);
    return [
      line(`${agent} user CPU`, perGigabyte.agentUserSeconds, seconds),
      line(`${agent} system CPU`, perGigabyte.agentSystemSeconds, seconds),
      line(
        `${agent} switches`,
        perGigabyte.agentContextSwitches,
        (value) => `${count(Math.round(value))} context switches per GB`,
      ),
      line("kernel softirq", perGigabyte.softirqSeconds, seconds),
      {
        what: "throughput",
        figure: bitsPerSecond.median === null ? "no figure" : rate(bitsPerSecond.median),
        detail: `n = ${bitsPerSecond.n}`,
      },
    ];
  },
  commands: ({ samples }) =>
    samples.flatMap(({ sample, command }) => [
      { what: `sample ${sample}, counters before and after, on both hosts`, line: command.usage },
      { what: `sample ${sample}, server`, line: command.server },
      { what: `sample ${sample}, client`, line: command.client },
    ]),
  files: ({ samples }) =>
    samples.flatMap(({ sample, raw }) => (raw === null ? [] : [{ what: `sample ${sample}`, path: raw }])),
};
