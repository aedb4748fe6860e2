import { z } from "zod";
import { count } from "../figures/format.ts";
import { countIn, type Histogram, quantile } from "../figures/histogram.ts";

/** A percentile, or that too few were measured for it: it is told apart only where one value at least lies above it. */
const percentile = z.discriminatedUnion("status", [
  z.object({ status: z.literal("ok"), microseconds: z.number() }),
  z.object({
    status: z.literal("not enough samples"),
    needed: z.number().int().describe("So many replies at least"),
  }),
]);
type Percentile = z.infer<typeof percentile>;

export const percentiles = z.object({ p50: percentile, p99: percentile, p999: percentile });
export type Percentiles = z.infer<typeof percentiles>;

/** Replies out of which one is expected above the percentile. */
export const percentileNames = {
  p50: { text: "p50", needed: 2 },
  p99: { text: "p99", needed: 100 },
  p999: { text: "p99.9", needed: 1000 },
} as const;

const at = (values: Histogram, needed: number): Percentile => {
  const value = countIn(values) < needed ? null : quantile(values, 1 - 1 / needed);
  return value === null ? { status: "not enough samples", needed } : { status: "ok", microseconds: value };
};

export const percentilesOf = (values: Histogram): Percentiles => ({
  p50: at(values, percentileNames.p50.needed),
  p99: at(values, percentileNames.p99.needed),
  p999: at(values, percentileNames.p999.needed),
});

/** Null where too few were measured. */
export const microsecondsOf = (value: Percentile): number | null =>
  value.status === "ok" ? value.microseconds : null;

/** `not enough samples (1,000 needed)`. */
export const percentileText = (value: Percentile, say: (microseconds: number) => string): string =>
  value.status === "ok" ? say(value.microseconds) : `${value.status} (${count(value.needed)} needed)`;
