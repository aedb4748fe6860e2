/** `unknown`: it could not be judged, which is neither a pass nor a failure. */
export type Verdict = "pass" | "fail" | "unknown";

/** What came of a check. */
export interface CheckResult {
  readonly says: string;
  readonly level: "error" | "warning";
  readonly verdict: Verdict;
  /** What was found. May quote what a host printed: any text. */
  readonly shows: string;
}

/** What came of a task's checks. */
export interface TaskResult {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}
