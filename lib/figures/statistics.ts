import { mean, medianSorted, sampleStandardDeviation } from "simple-statistics";
import { z } from "zod";

/** What several samples of one measurement amount to. */
export const statistics = z.object({
  n: z.number().int().describe("Samples with a figure"),
  failed: z.number().int(),
  median: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable().describe("Of the sample; null below two figures"),
  min: z.number().nullable(),
  max: z.number().nullable(),
});
export type Statistics = z.infer<typeof statistics>;

const none = { n: 0, median: null, mean: null, standardDeviation: null, min: null, max: null };

/**
 * Describes the samples of one measurement. `values` holds the figures that there are, `failed` counts
 * the samples that gave none: they are counted, and never enter a figure as a zero.
 */
export function describe(values: readonly number[], failed: number): Statistics {
  const [least, ...further] = [...values].sort((a, b) => a - b);
  if (least === undefined) return { ...none, failed };
  const sorted = [least, ...further];
  return {
    n: sorted.length,
    failed,
    median: medianSorted(sorted),
    mean: mean(sorted),
    standardDeviation: sorted.length < 2 ? null : sampleStandardDeviation(sorted),
    min: least,
    max: sorted.at(-1) ?? null,
  };
}
