import type { Installation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { onGround } from "../../lib/runtime/tasks/ground.ts";
import { taskIn } from "../../lib/tasks/model/placeholders.ts";
import type { Task } from "../../lib/tasks/model/task.ts";
import { requirePlace } from "../../lib/tasks/places.ts";
import type { SeatPage } from "./seat-page.ts";

export interface Solver {
  readonly lab: LabSpec;
  readonly page: SeatPage;
}

/**
 * Takes a seat through all tasks by its page: begins each, sees its check red, types the solution, and sees the check green.
 * Returns how many seconds each look took. Throws at the first that is not so.
 */
export async function solveAll(
  { lab, page }: Solver,
  tasks: readonly Task[],
  installation: Installation,
): Promise<number[]> {
  const seconds: number[] = [];
  for (const task of tasks) {
    await page.begin(task.id);
    seconds.push(await page.check(task.id, false));
    await solve(lab, taskIn(lab, task), installation);
    seconds.push(await page.check(task.id, true));
  }
  return seconds;
}

const solve = (lab: LabSpec, { id, solution }: Task, installation: Installation): Promise<void> =>
  onGround(lab, { installation, signal: new AbortController().signal }, async (ground) => {
    for (const { at, run } of solution) {
      const { exitCode, stderr, ending } = await ground.exec(requirePlace(lab, at), run);
      if (exitCode !== 0) throw new Error(`${lab.name}: the solution of ${id} fails: ${ending} ${stderr}`);
    }
  });
