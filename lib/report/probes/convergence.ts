import { count, significant } from "../../figures/format.ts";
import { describeEvent } from "../../model/convergence.ts";
import type { Reading } from "../../probes/reading.ts";
import type { ConvergenceResult } from "../../probes/results.ts";

export const convergence: Reading<ConvergenceResult> = {
  lines: (probe) => [
    {
      what: `${describeEvent(probe.event)}, ${probe.from} → ${probe.to}`,
      figure: figure(probe),
      detail: detail(probe),
    },
  ],
  commands: ({ from, to, event, command }) =>
    command.ping.length === 0
      ? []
      : [
          { what: `${from} → ${to}, meanwhile`, line: command.ping },
          { what: describeEvent(event), line: command.event },
        ],
  files: ({ from, to, raw }) => (raw === null ? [] : [{ what: `${from} → ${to}`, path: raw }]),
};

function figure({ secondsToReach, transmitted }: ConvergenceResult): string {
  if (transmitted === null) return "no figure";
  if (secondsToReach === null) return "not reached";
  return secondsToReach === 0 ? "always in reach" : `in reach after ${significant(secondsToReach)} s`;
}

function detail({ transmitted, lost, longestGapSeconds }: ConvergenceResult): string {
  if (transmitted === null || lost === null || longestGapSeconds === null) return "";
  return `${count(lost)} of ${count(transmitted)} lost, gap ${significant(longestGapSeconds)} s`;
}
