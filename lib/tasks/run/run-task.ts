import type { Ground } from "../check-kind.ts";
import { taskIn } from "../model/placeholders.ts";
import type { Task } from "../model/task.ts";
import { type CheckResult, runCheck, type Verdict } from "./run-check.ts";

/** What came of a task's checks: plain data. */
export interface TaskResult {
  readonly id: string;
  readonly title: string;
  /** Whether it is solved: that warnings do not pass is no reason against it. */
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}

/**
 * Runs the checks of a task, one after the other: some make traffic that others would see. Those that do not pass wait together, because
 * somebody waits for them: what a check may wait counts from when the last one passed.
 */
export async function runTask(
  given: Task,
  ground: Ground,
  each: (result: CheckResult) => void = () => undefined,
): Promise<TaskResult> {
  const { id, title, checks } = taskIn(ground.lab, given);
  const results: CheckResult[] = [];
  let since = ground.elapsed();
  for (const check of checks) {
    const result = await runCheck(check, ground, since);
    results.push(result);
    if (result.verdict === "pass") since = ground.elapsed();
    each(result);
  }
  return { id, title, verdict: together(results), checks: results };
}

/** One that fails makes the whole fail, and one that could not be judged leaves it unjudged; warnings do neither. */
function together(results: readonly CheckResult[]): Verdict {
  const verdicts = results.filter(({ level }) => level === "error").map(({ verdict }) => verdict);
  if (verdicts.includes("fail")) return "fail";
  return verdicts.includes("unknown") ? "unknown" : "pass";
}
