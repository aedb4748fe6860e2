import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { labLock, stateFile, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { holderOf, withLock } from "../../lib/runtime/lock.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { makeAnew } from "../../lib/runtime/workshop/bring-up.ts";
import { enginePort } from "../../lib/runtime/workshop/engine-port.ts";
import { knownToken, readSeat, seatToken, writeWorkshop } from "../../lib/runtime/workshop/store.ts";
import { newWorkshop } from "../../lib/workshop/seat.ts";
import { declaration } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";
import { began, FakeWatcher, seat } from "../fixtures/seats.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/deploy/deploy.ts", () => ({ deploy: vi.fn() }));
vi.mock("../../lib/runtime/deploy/destroy.ts", () => ({ destroy: vi.fn() }));
const programs = new Programs(join(projectDir, "bin"));
vi.stubEnv("PATH", programs.path);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(projectDir, { recursive: true });
});

const lab = resolveLab(declaration({ instance: 3 }));
const stack = join(projectDir, "stacks/lab-test-3");
const signal = new AbortController().signal;
const workshop = newWorkshop({
  ...{ id: "w", file: "/w.yaml", title: "W", since: began },
  lab: { name: "lab-test", file: "lab-test.yaml", folder: projectDir },
  making: { hostKind: null, userNamespace: true },
});
const port = enginePort({
  ...{ workshop, installation: assumedInstallation, signal },
  progress: { machine: () => undefined, say: () => undefined, end: () => undefined },
  labOf: () => ({ lab, stack }),
});
const own = seat(3);

beforeEach(async () => {
  vi.resetAllMocks();
  programs.make("docker");
  programs.forget("docker");
  rmSync(stateFile(own.lab), { force: true });
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "files.json"), "{}");
  await writeWorkshop(workshop);
  await port.keep(own);
});

it("gives each deploy of a seat a stack that it may move away, and leaves none", async () => {
  const given: string[] = [];
  vi.mocked(deploy).mockImplementation(async (_, { stack }) => {
    given.push(readFileSync(join(stack, "files.json"), "utf8"));
    rmSync(join(stack, "files.json"));
  });
  await port.deploy(own);
  await port.deploy(own);
  expect(given).toEqual(["{}", "{}"]);
  expect(readdirSync(join(stack, ".."))).toEqual(["lab-test-3"]);
  vi.mocked(deploy).mockRejectedValueOnce(new Error("no room"));
  await expect(port.deploy(own)).rejects.toThrow("no room");
  expect(readdirSync(join(stack, ".."))).toEqual(["lab-test-3"]);
  expect(existsSync(join(stack, "files.json"))).toBe(true);
});

it("leaves a seat of another engine to who reaches that", async () => {
  const elsewhere = seat(3, { engine: "ssh://trainer@other" });
  for (const work of [port.deploy, port.destroy, port.awaitEngine])
    await expect(work(elsewhere)).rejects.toThrow(
      'Seat 3 is on the engine ssh://trainer@other, but this project is set up for unix:///var/run/docker.sock. Run "npx underlay setup" with DOCKER_HOST=ssh://trainer@other, then this again.',
    );
  expect(deploy).not.toHaveBeenCalled();
  expect(destroy).not.toHaveBeenCalled();
});

it("has machines go on that somebody has paused: a deploy would wait for them in vain", async () => {
  programs.make("docker", 'case "$*" in *status=paused*) printf "c1\\nc2\\n" ;; esac');
  await port.deploy(own);
  expect(programs.calls("docker")).toEqual([]);
  writeFileSync(stateFile(own.lab), "{}");
  vi.mocked(deploy).mockImplementation(async () =>
    expect(programs.calls("docker").at(-1)).toBe("unpause c1 c2"),
  );
  await port.deploy(own);
  expect(programs.calls("docker")[0]).toMatch(
    /^ps --quiet --filter status=paused .*--filter label=underlay.lab=lab-test-3$/,
  );
});

it("fails where the engine does not answer, before anything is removed", async () => {
  programs.make("docker", "echo Cannot connect to the Docker daemon >&2; exit 1");
  await expect(port.awaitEngine(own)).rejects.toThrow(
    "No engine answers at unix:///var/run/docker.sock (Cannot connect to the Docker daemon).",
  );
});

it("knows a seat's record for as long as its workshop is the one that the work began with", async () => {
  expect(await port.record(own)).toEqual(own);
  await writeWorkshop({ ...workshop, since: "2026-11-27T09:00:00.000Z" });
  expect(await port.record(own)).toBeUndefined();
  await writeWorkshop(workshop);
  await port.forget(own);
  expect(await port.record(own)).toBeUndefined();
});

it("gives a seat a link, keeps the one that it has, and makes none once its workshop was taken down", async () => {
  await port.giveLink(own);
  const link = await knownToken(workshop.id, 3);
  expect(link).toBeDefined();
  await port.giveLink(own);
  expect(await knownToken(workshop.id, 3)).toBe(link);
  await port.forget(own);
  await writeWorkshop({ ...workshop, since: "2026-11-27T09:00:00.000Z" });
  await port.giveLink(own);
  expect(await knownToken(workshop.id, 3)).toBeUndefined();
});

it("has a seat whose link `down` has ended come out of a reset with one, and another with its own", async () => {
  const anew = () => makeAnew([own], { port, watch: new FakeWatcher(), parallel: 1, signal });
  await port.forget(own);
  await port.keep(seat(3, { state: "removing" }));
  expect(await anew()).toMatchObject([{ error: null, seat: { state: "up" } }]);
  const link = await knownToken(workshop.id, 3);
  expect(link).toBeDefined();
  expect(await anew()).toMatchObject([{ error: null }]);
  expect(await seatToken(workshop.id, 3)).toBe(link);
});

it("leaves a seat to be made anew whose reset lasts longer than the `down` that could not come to it", async () => {
  const ended = { ...workshop, since: "2026-11-27T09:00:00.000Z" };
  vi.mocked(deploy).mockImplementationOnce(async () => {
    await writeWorkshop(ended);
    await port.keep(seat(3, { state: "removing" }));
  });
  const [outcome] = await makeAnew([own], { port, watch: new FakeWatcher(), parallel: 1, signal });
  expect(outcome?.error).toBe("It was taken down meanwhile.");
  expect(await readSeat(ended, 3)).toMatchObject({ state: "removing" });
});

it("lets nobody come between the end of a seat's lab and its new one", async () => {
  const holders: (string | undefined)[] = [];
  const note = () =>
    withLabLocks([own.lab], "own", async () => void holders.push(await holderOf(labLock(own.lab))));
  vi.mocked(destroy).mockImplementation(note);
  vi.mocked(deploy).mockImplementation(note);
  const [outcome] = await makeAnew([own], { port, watch: new FakeWatcher(), parallel: 1, signal });
  expect(outcome).toMatchObject({ error: null, seat: { state: "up" } });
  const held = `workshop seat 3 of lab-test-3 (process ${process.pid})`;
  expect(holders).toEqual([held, held]);
  expect(await holderOf(labLock(own.lab))).toBeUndefined();
});

it("refuses a seat that somebody else is at work on", async () => {
  const work = vi.fn();
  await withLock(labLock(own.lab), "probe of lab-test-3", async () => {
    await expect(port.hold(own, "workshop seat 3", work)).rejects.toThrow(Refusal);
  });
  expect(work).not.toHaveBeenCalled();
});
