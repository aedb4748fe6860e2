import type { ProbeResult } from "../../probes/results.ts";

/** A probe's result without what is the same for all: name and times are added by whoever runs it. */
export type Outcome<Result extends ProbeResult> = Omit<Result, "name" | "startedAt" | "finishedAt">;

type Sample = { readonly status: "ok" } | { readonly status: "failed"; readonly reason: string };

/**
 * The verdict of a probe that takes several samples: one that failed fails it, and the first says why. So does one that was
 * asked for and is not there; none at all is no figure, and never a pass.
 */
export function verdictOn(
  samples: readonly Sample[],
  asked: number,
): { status: "passed" | "failed"; reason: string | null } {
  const lost = samples.flatMap((sample) => (sample.status === "failed" ? sample : []));
  const reason = lost[0]
    ? `${lost.length} of ${samples.length} samples failed; the first: ${lost[0].reason}`
    : samples.length === 0
      ? "no sample was taken"
      : samples.length < asked
        ? `${samples.length} of ${asked} samples were taken`
        : null;
  return { status: reason === null ? "passed" : "failed", reason };
}
