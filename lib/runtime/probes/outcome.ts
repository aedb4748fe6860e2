import type { ProbeResult } from "../../results/probe-results.ts";

/** A probe's result without what is the same for all: name and times are added by whoever runs it. */
export type Outcome<Result extends ProbeResult> = Omit<Result, "name" | "startedAt" | "finishedAt">;

type Sample = { readonly status: "ok" } | { readonly status: "failed"; readonly reason: string };

/** The verdict of a probe that takes several samples: one that failed fails it, and the first says why. */
export function verdictOn(samples: readonly Sample[]): {
  status: "passed" | "failed";
  reason: string | null;
} {
  const lost = samples.flatMap((sample) => (sample.status === "failed" ? sample : []));
  if (!lost[0]) return { status: "passed", reason: null };
  return {
    status: "failed",
    reason: `${lost.length} of ${samples.length} samples failed; the first: ${lost[0].reason}`,
  };
}
