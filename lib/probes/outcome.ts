/** What the record has of every probe, whatever its kind. */
export interface Recorded {
  readonly kind: string;
  readonly name: string;
  readonly status: "passed" | "failed";
  /** Why it failed; null when it passed. */
  readonly reason: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** A probe's result without what whoever runs it adds. */
export type Outcome<Result extends Recorded> = Omit<Result, "name" | "startedAt" | "finishedAt">;

/** What is a kind's own in its result. */
export type Blank<Result extends Recorded> = Omit<Result, keyof Recorded>;

type Verdict = Pick<Recorded, "status" | "reason">;

/** A probe passes when there is nothing to complain of. */
export const verdict = (complaint: string | null): Verdict => ({
  status: complaint === null ? "passed" : "failed",
  reason: complaint,
});

type Sample = { readonly status: "ok" } | { readonly status: "failed"; readonly reason: string };

/**
 * The verdict of a probe that takes several samples: one that failed fails it, and the first says why. So does one that was
 * asked for and is not there; none at all is no figure, and never a pass.
 */
export function verdictOn(samples: readonly Sample[], asked: number): Verdict {
  const lost = samples.flatMap((sample) => (sample.status === "failed" ? sample : []));
  if (lost[0])
    return verdict(`${lost.length} of ${samples.length} samples failed; the first: ${lost[0].reason}`);
  if (samples.length === 0) return verdict("no sample was taken");
  return verdict(samples.length < asked ? `${samples.length} of ${asked} samples were taken` : null);
}
