import { plural, rate, rateRange, rateUnit } from "../../figures/format.ts";
import type { Statistics } from "../../figures/statistics.ts";
import type { Reading } from "../../probes/reading.ts";
import type { IperfResult, IperfSample } from "../../probes/results.ts";

export const iperf: Reading<IperfResult> = {
  lines: ({ from, to, summary }) =>
    summary.map(({ streams, bitsPerSecond }) => ({
      what: `${from} → ${to}, ${plural(streams, "stream")}`,
      figure: bitsPerSecond.median === null ? "no figure" : rate(bitsPerSecond.median),
      detail: spread(bitsPerSecond),
    })),
  commands: ({ samples }) =>
    samples.flatMap((sample) => [
      { what: `${label(sample)}, server`, line: sample.command.server },
      { what: `${label(sample)}, client`, line: sample.command.client },
    ]),
  files: ({ samples }) =>
    samples.flatMap((sample) => (sample.raw === null ? [] : [{ what: label(sample), path: sample.raw }])),
};

/** `8 streams, sample 2`. */
export const label = ({ streams, sample }: IperfSample): string =>
  `${plural(streams, "stream")}, sample ${sample}`;

/** `10.2–10.7, n = 3, 1 failed`, in the median's unit. */
function spread({ median, min, max, n, failed }: Statistics): string {
  return [
    median !== null && min !== null && max !== null && n > 1 && rateRange(min, max, rateUnit(median)),
    `n = ${n}`,
    failed > 0 && `${failed} failed`,
  ]
    .filter((part) => part !== false)
    .join(", ");
}
