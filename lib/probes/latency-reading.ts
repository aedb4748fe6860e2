import { count, plural, significant } from "../figures/format.ts";
import { countIn, merged, quantile } from "../figures/histogram.ts";
import type { LatencySample } from "./latency-samples.ts";
import { type Percentiles, percentileNames, percentileText } from "./percentiles.ts";
import type { Curve } from "./reading.ts";

/** How round trips are read out. */

/** `idle`, `beside 8 streams`. */
export const loadText = (streams: number): string =>
  streams === 0 ? "idle" : `beside ${plural(streams, "stream")}`;

const microseconds = (value: number): string => `${significant(value)} µs`;

const keys = ["p50", "p99", "p999"] as const;

/** `p50 33.1 µs, p99 45.2 µs, p99.9 not enough samples (1,000 needed)`. */
export const latencyText = (percentiles: Percentiles): string =>
  keys
    .map((key) => `${percentileNames[key].text} ${percentileText(percentiles[key], microseconds)}`)
    .join(", ");

interface Measured {
  readonly from: string;
  readonly to: string;
  readonly samples: readonly LatencySample[];
  readonly summary: readonly {
    readonly streams: number;
    readonly n: number;
    readonly replies: number;
    readonly percentiles: Percentiles;
  }[];
}

/** Where a share of replies is on an axis on which each further nine takes as much room as the one before. */
const nines = (share: number): number => -Math.log10(1 - share);

const ticks = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999].map((share) => ({
  at: nines(share),
  label: `${Number((100 * share).toFixed(3))} %`,
}));

/** How long the quickest so many percent of all replies took at most: what the tail does, and where a load moves it. */
export const latencyCurve = ({ from, to, samples, summary }: Measured): Curve => ({
  ...{ from, to, of: "Round trips by sockperf" },
  x: { title: "Share of replies", scale: "linear", ticks },
  y: { title: "µs at most", scale: "log" },
  lines: summary.map(({ streams }) => ({ label: loadText(streams), points: pointsOf(streams, samples) })),
  isJoined: true,
  table: {
    headings: ["Path", ...keys.map((key) => percentileNames[key].text), "Replies", "n"],
    rows: summary.map(({ streams, n, replies, percentiles }) => [
      loadText(streams),
      ...keys.map((key) => percentileText(percentiles[key], microseconds)),
      count(replies),
      count(n),
    ]),
  },
});

/** From a tenth on, up to the last reply but one. */
function pointsOf(streams: number, samples: readonly LatencySample[]): { x: number; y: number }[] {
  const own = samples.flatMap((each) =>
    each.status === "ok" && each.streams === streams ? [each.microseconds] : [],
  );
  const all = merged(own);
  const [first, last] = [nines(0.1), Math.log10(countIn(all))];
  const steps = Math.max(0, Math.floor((last - first) / 0.05));
  return Array.from({ length: steps + 1 }, (_, step) => first + step * 0.05).flatMap((x) => {
    const y = quantile(all, 1 - 10 ** -x);
    return y === null ? [] : { x, y };
  });
}
