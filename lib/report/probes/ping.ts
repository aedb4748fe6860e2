import { milliseconds, percent, significant } from "../../figures/format.ts";
import type { Reading } from "../../probes/reading.ts";
import type { PingResult } from "../../probes/results.ts";

export const ping: Reading<PingResult> = {
  lines: (probe) => [
    {
      what: `${probe.from} → ${probe.to}`,
      figure: [loss(probe), roundTrip(probe)].filter((part) => part !== null).join(", ") || "no figure",
      detail: spread(probe),
    },
  ],
  commands: ({ from, to, command }) => [{ what: `${from} → ${to}`, line: command }],
  files: ({ from, to, raw }) => (raw === null ? [] : [{ what: `${from} → ${to}`, path: raw }]),
};

function loss({ transmitted, received }: PingResult): string | null {
  if (transmitted === null || received === null || transmitted === 0) return null;
  return `${percent((transmitted - received) / transmitted)} loss`;
}

const roundTrip = ({ milliseconds: { median } }: PingResult): string | null =>
  median === null ? null : `rtt median ${milliseconds(median)}`;

function spread({ milliseconds: { min, max, n } }: PingResult): string {
  return min === null || max === null ? `n = ${n}` : `${significant(min)}–${significant(max)}, n = ${n}`;
}
