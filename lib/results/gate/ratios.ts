import type { Better, Figure } from "../../probes/comparison.ts";
import type { JudgedReading, Metric } from "../comparison/metrics.ts";
import { ratioOf } from "../comparison/ratio.ts";
import type { ComparisonRecord } from "../comparison/record.ts";
import { inRounds } from "../comparison/summary.ts";
import type { Sides } from "./verdict.ts";

type Readings = readonly JudgedReading[];

/** What each round that was begun says of a figure of a lab, or of the path that it is set against. */
export const judgedReadings = (
  measured: Pick<ComparisonRecord, "turns">,
  { judgedReading }: Metric,
  lab: string,
): JudgedReading[] => inRounds(measured, lab, judgedReading);

/**
 * The ratio of a lab to its reference in each round, as a gate takes it. Null where the samples of both failed, and where one of them was
 * not measured, or has no such figure although its sample is sound: that says nothing of either. Of the latter `untoldIn` tells how many
 * there are.
 *
 * A side of which the sample alone failed counts as worse there than by any factor: 0 or infinity, which is no figure that was
 * measured. Left out, the samples that a change breaks would be those that nobody judges. What counting cannot tell apart is equal, so
 * that a figure of nothing on both sides can pass.
 */
export const judgedRatios = (of: Readings, to: Readings, better: Better): (number | null)[] =>
  of.map((reading, round) => {
    const other = to[round] ?? null;
    if (!isTold(reading) || !isTold(other)) return null;
    if (reading === "failed") return other === "failed" ? null : worst(better);
    if (other === "failed") return 1 / worst(better);
    return ratioOf(reading, other)?.value ?? (isNothing(reading) === isNothing(other) ? 1 : null);
  });

/** So many rounds there are in which a sound sample of one side alone has no such figure, while the other side's has. */
export const untoldIn = (of: Readings, to: Readings): Sides => ({
  lab: untoldBeside(of, to),
  reference: untoldBeside(to, of),
});

function untoldBeside(own: Readings, others: Readings): number {
  const isAlone = (round: number) => {
    const other = others[round] ?? null;
    return isTold(other) && other !== "failed";
  };
  return own.filter((reading, round) => reading === "untold" && isAlone(round)).length;
}

const isTold = (reading: JudgedReading): reading is Figure | "failed" =>
  reading !== null && reading !== "untold";

/**
 * What a lab has of a path that is there for the comparison alone, in each round: 0 where the lab's sample alone failed, null where the
 * path has no figure, which says nothing of the lab.
 */
export const sharesOf = (of: Readings, path: Readings): (number | null)[] =>
  path.map((other, round) => {
    const reading = of[round] ?? null;
    if (!isTold(reading) || !isTold(other) || other === "failed") return null;
    return reading === "failed" ? 0 : (ratioOf(reading, other)?.value ?? null);
  });

/** The ratio of a lab's shares of now and of then, round by round, as those of two labs. */
export const ratiosOver = (
  now: readonly (number | null)[],
  then: readonly (number | null)[],
  better: Better,
): (number | null)[] =>
  now.map((share, round) => {
    const before = then[round] ?? null;
    if (share === null || before === null || (share === 0 && before === 0)) return null;
    if (share === 0) return worst(better);
    return before === 0 ? 1 / worst(better) : share / before;
  });

const worst = (better: Better): number => (better === "more" ? 0 : Number.POSITIVE_INFINITY);

/** True of 0 where nothing is said of the least that can be counted, so that it has no ratio to anything else. */
const isNothing = ({ value, least }: Figure): boolean => Math.max(value, least) <= 0;
