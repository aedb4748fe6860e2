import { describe, expect, it } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { faultsOf } from "../../lib/runtime/tasks/fault-record.ts";
import { applyFaults, undoFaults } from "../../lib/runtime/tasks/faults.ts";
import { onGround } from "../../lib/runtime/tasks/ground.ts";
import type { Ground } from "../../lib/tasks/check-kind.ts";
import { taskIn } from "../../lib/tasks/model/placeholders.ts";
import type { Step, Task } from "../../lib/tasks/model/task.ts";
import { requirePlace } from "../../lib/tasks/places.ts";
import { runTask } from "../../lib/tasks/run/run-task.ts";
import { chapters, typedIn, workshopFolder } from "../fixtures/workshop-files.ts";
import { useLabs } from "./lab.ts";
import { installation, kernelHas, until } from "./support.ts";

const isBare = await kernelHas("ip", "link", "add", "ipip9", "type", "ipip", "local", "127.0.0.1");

/** Labs that are up together. Hosts of the one that needs IPIP have kernels of their own where the machine's lacks it. */
const groups = [
  [chapters.slice(0, 3), {}],
  [chapters.slice(3, 6), {}],
  [chapters.filter(({ name }) => /^[79]/.test(name)), {}],
  [chapters.filter(({ name }) => name.startsWith("8")), isBare ? {} : { UNDERLAY_HOST_KIND: "vm" }],
] as const;

const onLab = <T>(spec: LabSpec, work: (ground: Ground) => Promise<T>): Promise<T> =>
  onGround(spec, { installation, signal: new AbortController().signal }, work);

const check = (spec: LabSpec, task: Task) => onLab(spec, (ground) => runTask(task, ground));

/** That all is well, as after a deploy. */
const ready: Task = {
  ...{ id: "ready", title: "Ready", text: "-", hints: [], faults: [], solution: [] },
  checks: [{ kind: "gates", options: {}, wait: 90, level: "error", label: null }],
};

async function expectSolved(spec: LabSpec, task: Task, when: string): Promise<void> {
  const others = (await check(spec, task)).checks.filter(({ verdict }) => verdict !== "pass");
  expect(
    others.map(({ says, shows }) => `${says}: ${shows}`),
    when,
  ).toEqual([]);
}

/** Looks without waiting: at once, or as soon as what was known of peers and neighbours is forgotten. */
async function expectUnsolved(spec: LabSpec, task: Task, when: string): Promise<void> {
  const atOnce = { ...task, checks: task.checks.map((each) => ({ ...each, wait: 0 })) };
  await until(`unsolved ${when}`, 60, async () => (await check(spec, atOnce)).verdict === "fail");
}

/** Has a command end with a status, at most after 30 s. */
async function run(spec: LabSpec, { at, run: command }: Step, exit = 0): Promise<void> {
  const place = requirePlace(spec, at);
  const output = await onLab(spec, (ground) => ground.exec(place, command, { limit: 30 }));
  const { exitCode, stdout, stderr, ending } = output;
  expect(exitCode, `${at}# ${command.join(" ")}\n${ending}\n${stdout}${stderr}`).toBe(exit);
}

/** Types every command of texts, one after the other, each in a shell of its place. */
async function type(spec: LabSpec, texts: readonly string[]): Promise<void> {
  for (const { at, line, exit } of texts.flatMap(typedIn))
    await run(spec, { at, run: ["sh", "-c", line] }, exit);
}

describe.each(groups)("chapters %#", (group, env) => {
  const labs = useLabs(
    group.map(({ lab }) => lab),
    { UNDERLAY_LABS: workshopFolder, ...env },
  );
  const tasks = group.flatMap(({ lab, workshop }, index) =>
    workshop.tasks.map((task) => ({ id: task.id, lab, index, given: task })),
  );

  it.each(tasks)(
    "$lab: $id is unsolved, its commands run, and its solution solves it",
    async ({ lab, index, given }) => {
      const spec = await labs[index]?.spec();
      if (!spec) throw new Error(`${lab} is not deployed`);
      const task = taskIn(spec, given);
      const isMade = task.faults.length > 0;
      await type(spec, [task.text]);
      if (isMade) await expectSolved(spec, task, "before it begins");

      await applyFaults(spec, task.faults, installation);
      await expectUnsolved(spec, task, "as it begins");
      await type(spec, task.hints);
      if (isMade) {
        await expectSolved(spec, task, "by its hints");
        await undoFaults(spec, undefined, installation);
        await expectSolved(spec, task, "when its fault is taken back");
        await applyFaults(spec, task.faults, installation);
      }
      await expectUnsolved(spec, task, "before it is solved");

      for (const step of task.solution) await run(spec, step);
      await expectSolved(spec, task, "by its solution");
      await undoFaults(spec, undefined, installation);
      await expectSolved(spec, ready, "when it has ended");
      expect(await faultsOf(lab)).toEqual([]);
    },
  );
});
