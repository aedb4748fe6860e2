import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import type { UnsoundLab } from "../../lib/model/synthesis.ts";
import { labLock, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { holderOf } from "../../lib/runtime/lock.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { deployCommand } from "../../scripts/verbs/deploy.ts";
import { declaration } from "../fixtures/declaration.ts";
import { projectDir } from "../fixtures/project-folder.ts";

const lab = resolveLab(declaration());
const named = (name: string): LabSpec => ({ ...lab, name });
/** What there is to deploy, and the status of the run of each lab that has probes. */
let labs: readonly LabSpec[] = [];
let unsound: readonly UnsoundLab[] = [];
let statuses: Readonly<Record<string, string>> = {};
/** Who holds a lab's lock when something is done to it, in order. */
const holders: unknown[] = [];
const note = async (what: string, name: string) => holders.push([what, await holderOf(labLock(name))]);

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/terminal.ts", async (original) => ({
  ...(await original<object>()),
  interruption: () => new AbortController().signal,
}));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/labs/lab-neighbours.ts", () => ({ makeRoomForNeighbours: async () => undefined }));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  withStacks: (_: object, work: (synthesis: object, stackOf: () => string) => unknown) =>
    work({ labs, unsound }, () => "/nowhere"),
}));
vi.mock("../../lib/runtime/deploy/deploy.ts", () => ({
  deploy: ({ name }: LabSpec) => withLabLocks([name], "deploy", () => note("deploy", name)),
}));
vi.mock("../../scripts/verbs/probe.ts", async (original) => ({
  ...(await original<object>()),
  runAndTell: async ({ name }: LabSpec) => {
    await note("before the probes", name);
    await withLabLocks([name], "probe", () => note("probes", name));
    return name in statuses ? { status: statuses[name] } : null;
  },
}));

beforeEach(() => {
  [labs, unsound] = [[lab], []];
  statuses = { [lab.name]: "passed" };
  holders.length = 0;
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});
afterAll(() => rmSync(projectDir, { recursive: true }));

const deployed = (...args: string[]) => deployCommand().parseAsync(args, { from: "user" });

it("lets nobody come between a deploy and the probes that it then runs", async () => {
  await deployed(lab.name);
  const own = `deploy of ${lab.name} (process ${process.pid})`;
  expect(holders).toEqual([
    ["deploy", own],
    ["before the probes", own],
    ["probes", own],
  ]);
  expect(await holderOf(labLock(lab.name))).toBeUndefined();
});

it("refuses names beside --all, which mean fewer", async () => {
  const refused: unknown = await deployed("--all", lab.name).catch((error: unknown) => error);
  expect(refused).toEqual(new Refusal("--all is for all labs: name no lab beside it."));
  expect(holders).toEqual([]);
});

it.each([
  [
    "is no lab",
    [],
    /^there is no lab in \S+\/labs, so nothing was deployed\. A lab's file is named lab-NAME\.yaml or lab-NAME\.ts\.$/,
  ],
  [
    "is none that is sound",
    [{ file: "lab-a.ts", names: [], problems: [{ path: "lab-a.ts", message: "It throws." }] }],
    /^no lab is sound, so nothing was deployed\. Mend those that are left out\.$/,
  ],
])("deploys nothing, and says so, where there %s", async (_, unsoundFiles, reason) => {
  [labs, unsound] = [[], unsoundFiles];
  await expect(deployed("--all")).rejects.toThrow(reason);
  await expect(deployed("--all")).rejects.toThrow(Refusal);
});

it.each([
  ["1 when one fails, whatever comes behind it", { "lab-a": "failed", "lab-b": "passed" }, 1],
  ["0 when all pass that have probes", { "lab-b": "passed" }, 0],
  ["2 when none has probes", {}, 2],
])("ends for several labs with %s", async (_, runs, code) => {
  statuses = runs;
  labs = ["lab-a", "lab-b", "lab-c"].map(named);
  await deployed("--all");
  expect(process.exitCode).toBe(code);
});
