import { leastCoverage, samplesFor } from "../../figures/median-interval.ts";
import type { ComparedProbe } from "./compared.ts";
import { metricsOf } from "./metrics.ts";

/** So many ratios are told of `labs` labs: every figure of every lab but the first. */
export const ratiosOf = (labs: number, probes: readonly ComparedProbe[]): number =>
  Math.max(1, (labs - 1) * metricsOf(probes).length);

/**
 * What the interval of each of so many ratios covers, so that all of them hold at once with the probability of one that stands alone: they
 * share its error (Bonferroni).
 */
export const coverageOfEach = (ratios: number): number => 1 - (1 - leastCoverage) / ratios;

/** So many rounds tell so many ratios. */
export const roundsFor = (ratios: number): number => samplesFor(coverageOfEach(ratios));
