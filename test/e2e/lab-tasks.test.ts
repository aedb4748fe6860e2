import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultsOf } from "../../lib/runtime/tasks/fault-record.ts";
import { applyFaults, undoFaults } from "../../lib/runtime/tasks/faults.ts";
import { onGround } from "../../lib/runtime/tasks/ground.ts";
import { faultKinds } from "../../lib/tasks/faults.ts";
import { taskIn } from "../../lib/tasks/model/placeholders.ts";
import { readTasks } from "../../lib/tasks/model/read.ts";
import type { Task } from "../../lib/tasks/model/task.ts";
import { runTask, type TaskResult } from "../../lib/tasks/run/run-task.ts";
import { useLabs } from "./lab.ts";
import { inLab, installation, underlay, until } from "./support.ts";

const names = ["lab-udp", "lab-calico-mesh"] as const;
const labs = useLabs(names);
const fileOf = (name: string) => join(import.meta.dirname, "tasks", name);
const files = {
  "lab-udp": readTasks(fileOf("flannel.yaml")),
  "lab-calico-mesh": readTasks(fileOf("calico.yaml")),
};

/** What comes of a task's checks; those of one that is to fail do not wait. */
async function resultOf(lab: string, task: Task, { waits = true } = {}): Promise<TaskResult> {
  const spec = await labs[names.indexOf(lab as (typeof names)[number])]?.spec();
  if (!spec) throw new Error(`no lab ${lab}`);
  const checks = task.checks.map((check) => (waits ? check : { ...check, wait: 0 }));
  const signal = new AbortController().signal;
  return onGround(spec, { installation, signal }, (ground) => runTask({ ...task, checks }, ground));
}

const failures = ({ checks }: TaskResult) =>
  checks.filter(({ verdict }) => verdict !== "pass").map(({ says, shows }) => `${says}: ${shows}`);

it("has a task for each fault, which the labs have all that it names for", async () => {
  const tasks = Object.values(files).flatMap((file) => file.tasks);
  expect(tasks.flatMap(({ faults }) => faults.map(({ kind }) => kind)).sort()).toEqual(
    faultKinds.map(({ kind }) => kind).sort(),
  );
  for (const [index, file] of Object.values(files).entries()) {
    const spec = await labs[index]?.spec();
    expect(spec && file.problemsWith(spec)).toEqual([]);
  }
});

/** Those that break something, or those that do not. */
const tasksOf = (breaking: boolean) =>
  names.flatMap((lab) =>
    files[lab].tasks
      .filter(({ faults }) => faults.length > 0 === breaking)
      .map((task) => [lab, task.id, task] as const),
  );

describe.each(tasksOf(true))("%s: %s", (lab, _, task) => {
  it("is red with the fault, green when it is mended, and green when it is taken back", async () => {
    const spec = await labs[names.indexOf(lab)]?.spec();
    if (!spec) throw new Error(`no lab ${lab}`);
    expect(failures(await resultOf(lab, task)), "before").toEqual([]);
    await applyFaults(spec, task.faults, installation);
    // Who carries packets may need a moment.
    await until(`${task.id} is red`, 30, async () => {
      const { verdict } = await resultOf(lab, task, { waits: false });
      return verdict === "fail";
    });
    await undoFaults(spec, undefined, installation);
    expect(failures(await resultOf(lab, task)), "taken back").toEqual([]);

    await applyFaults(spec, task.faults, installation);
    for (const { at, run } of taskIn(spec, task).solution) {
      const { exitCode, stderr } = await inLab(lab, at, run);
      expect(exitCode, `${run.join(" ")}: ${stderr}`).toBe(0);
    }
    expect(failures(await resultOf(lab, task)), "mended").toEqual([]);
    await undoFaults(spec, undefined, installation);
    expect(failures(await resultOf(lab, task)), "mended and taken back").toEqual([]);
    expect(await faultsOf(lab)).toEqual([]);
  });
});

it.each(tasksOf(false))("%s: %s is green where nothing is broken", async (lab, _, task) => {
  expect(failures(await resultOf(lab, task))).toEqual([]);
});

it("a fault stays while a participant starts programs again, and every gate passes when it is gone", async () => {
  const spec = await labs[1].spec();
  const [task] = files["lab-calico-mesh"].tasks;
  if (!task) throw new Error("no task");
  await applyFaults(spec, task.faults, installation);
  await inLab("lab-calico-mesh", "host1", ["pkill", "-9", "bird"]);
  const session = (peer: string, expected: string) =>
    ({
      kind: "bgp",
      options: { machine: "host1", peer, expect: expected },
      wait: 60,
      level: "error",
      label: null,
    }) as const;
  const checks = [session("host3", "established"), session("host2", "down")];
  expect(failures(await resultOf("lab-calico-mesh", { ...task, checks }))).toEqual([]);
  await undoFaults(spec, undefined, installation);
  const gates = { kind: "gates", options: {}, wait: 60, level: "error", label: null } as const;
  for (const lab of names) expect(failures(await resultOf(lab, { ...task, checks: [gates] }))).toEqual([]);
});

it("is told by the command line, with its exit codes", async () => {
  const file = ["--file", fileOf("flannel.yaml")];
  // Its checks wait for nothing.
  const placed = await underlay(["fault", "lab-udp", "--task", "impairment", ...file, "--json"]);
  expect(JSON.parse(placed.stdout), placed.stderr).toMatchObject([
    { id: 1, kind: "impairment", says: "underlay impaired: rate 10000 kbit/s" },
  ]);
  const red = await underlay(["check", "lab-udp", "impairment", ...file, "--json"]);
  expect([red.exitCode, JSON.parse(red.stdout).tasks[0].verdict]).toEqual([1, "fail"]);
  const undone = await underlay(["fault", "lab-udp", "--undo", "1"]);
  expect([undone.exitCode, undone.stdout]).toEqual([0, "no fault is in place\n"]);
  const refused = [
    await underlay(["check", "lab-udp", "impairement", ...file]),
    await underlay(["check", "lab-calico-mesh", ...file]),
  ];
  expect(refused.map(({ exitCode }) => exitCode)).toEqual([2, 2]);
  expect(refused.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
    expect.stringContaining('has no task "impairement"; did you mean "impairment"?'),
    expect.stringContaining("is about the lab lab-udp, and lab-calico-mesh is one of lab-calico-mesh"),
  ]);
});
