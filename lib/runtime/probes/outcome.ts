import type { ProbeResult } from "../../results/probe-results.ts";

/** A probe's result without what is the same for all: name and times are added by whoever runs it. */
export type Outcome<Result extends ProbeResult> = Omit<Result, "name" | "startedAt" | "finishedAt">;
