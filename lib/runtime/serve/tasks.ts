import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { taskIn } from "../../tasks/model/placeholders.ts";
import type { Task } from "../../tasks/model/task.ts";
import { runTask } from "../../tasks/run/run-task.ts";
import { applyFaults, undoFaults } from "../tasks/faults.ts";
import { onGround } from "../tasks/ground.ts";
import type { Seat, Workshop } from "./workshop.ts";

type Labs = Pick<Workshop, "lab">;

/** What a workshop's pages do with its tasks, on the labs of its seats. */
export function tasksOn(
  installation: Installation,
  labs: Labs,
): Pick<Workshop, "taskIn" | "check" | "begin"> {
  const labOf = async (seat: Seat): Promise<LabSpec> => {
    const lab = await labs.lab(seat);
    if (!lab) throw new Error(seat.reason ?? `The lab is not up: the seat is ${seat.state}.`);
    return lab;
  };
  return {
    taskIn,
    check: async (seat, task, signal, each, inTurn) =>
      onGround(await labOf(seat), { installation, signal }, (ground) =>
        runTask(task, { ...ground, inTurn }, each),
      ),
    async begin(seat, task: Task) {
      const lab = await labOf(seat);
      // What earlier tasks broke is mended first, and so is this one's where it is begun once more.
      await undoFaults(lab, undefined, installation);
      await applyFaults(lab, task.faults, installation);
    },
  };
}
