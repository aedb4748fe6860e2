import { rmSync } from "node:fs";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { labLock, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { holderOf } from "../../lib/runtime/lock.ts";
import { deployCommand } from "../../scripts/verbs/deploy.ts";
import { declaration } from "../fixtures/declaration.ts";
import { projectDir } from "../fixtures/project-folder.ts";

const lab = resolveLab(declaration());
/** Who holds the lab's lock when something is done to it, in order. */
const holders: unknown[] = [];
const note = async (what: string) => holders.push([what, await holderOf(labLock(lab.name))]);

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  withStacks: (_: object, work: (synthesis: object, stackOf: () => string) => unknown) =>
    work({ labs: [lab], unsound: [] }, () => "/nowhere"),
}));
vi.mock("../../lib/runtime/deploy/deploy.ts", () => ({
  deploy: () => withLabLocks([lab.name], "deploy", () => note("deploy")),
}));
vi.mock("../../scripts/verbs/probe.ts", () => ({
  runAndTell: async () => {
    await note("before the probes");
    await withLabLocks([lab.name], "probe", () => note("probes"));
  },
}));
afterAll(() => rmSync(projectDir, { recursive: true }));

it("lets nobody come between a deploy and the probes that it then runs", async () => {
  await deployCommand().parseAsync([lab.name], { from: "user" });
  const own = `deploy of ${lab.name} (process ${process.pid})`;
  expect(holders).toEqual([
    ["deploy", own],
    ["before the probes", own],
    ["probes", own],
  ]);
  expect(await holderOf(labLock(lab.name))).toBeUndefined();
});
