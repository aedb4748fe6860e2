import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { servedWorkshop } from "../../lib/runtime/serve/served-workshop.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { readAddress } from "../../lib/runtime/workshop/pages-store.ts";
import { forgetWorkshop, seatToken, writeSeat, writeWorkshop } from "../../lib/runtime/workshop/store.ts";
import { serving } from "../../scripts/workshop/serving.ts";
import { declaration } from "../fixtures/declaration.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";
import { began, seat } from "../fixtures/seats.ts";
import { sound } from "../fixtures/tasks.ts";
import { file, id, workshop } from "../fixtures/workshop-record.ts";

/** What is served is up, interrupts nobody, and loads nothing. */
const interrupted = vi.hoisted(() => ({ by: new AbortController() }));
vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/serve/assets.ts", () => ({ assets: async () => ({}) }));
vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async () => resolveLab(declaration({ instance: 1 })),
}));
vi.mock("../../lib/runtime/terminal.ts", async (original) => ({
  ...(await original<object>()),
  interruption: () => interrupted.by.signal,
  say: (text: string) => void said.push(text),
}));
afterAll(() => rmSync(projectDir, { recursive: true }));

const said: string[] = [];
const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);

/** Brings the workshop up, as far as its records go. */
async function up(since = began): Promise<void> {
  await writeWorkshop({ ...workshop, since });
  await seatToken(id, 1);
  await writeSeat(id, seat(1, { state: "up" }));
}

/** Serves it, and resolves with its links once they are printed, and with its end. */
async function served() {
  const ended = serving(file, "workshop.yaml", { listen: "127.0.0.1:0", json: true });
  await Promise.race([ended, expect.poll(() => printed.mock.calls.length).toBe(1)]);
  const links = JSON.parse(String(printed.mock.calls[0]?.[0]));
  return { ended, trainer: String(links.trainer), seat: String(links.seats[0].link) };
}

beforeEach(async () => {
  rmSync(stateDir, { recursive: true, force: true });
  interrupted.by = new AbortController();
  printed.mockClear();
  said.length = 0;
  writeFileSync(file, sound);
  await up();
});

it("serves until it is interrupted", async () => {
  const { ended, trainer, seat } = await served();
  expect((await fetch(trainer)).status).toBe(200);
  expect((await fetch(seat)).status).toBe(200);
  expect(await readAddress(workshop)).toBe(new URL(trainer).origin);
  interrupted.by.abort();
  await ended;
  await expect(fetch(trainer)).rejects.toThrow();
  expect(said).toEqual([]);
});

it("tells before a page is served what the tasks name and the seats' lab does not have", async () => {
  writeFileSync(file, sound.replace("from: client", "from: clinet"));
  const refused = serving(file, "workshop.yaml", { listen: "127.0.0.1:0", json: true });
  await expect(refused).rejects.toThrow(Refusal);
  await expect(refused).rejects.toThrow(
    /workshop\.yaml:\d+:\d+.*no host, router or workload "clinet"; did you mean "client"\?/,
  );
  expect(printed).not.toHaveBeenCalled();
});

it("knows since when each seat is as it is", async () => {
  const workshop = { title: "Two hosts", tasks: [], problemsWith: () => [] };
  const { signal } = interrupted.by;
  const { served } = await servedWorkshop({ file, workshop, installation: assumedInstallation, signal });
  expect(await served.seats()).toMatchObject([{ seat: 1, state: "up", since: began }]);
  interrupted.by.abort();
});

it("is alone at it, and leaves the one that serves in peace", async () => {
  const { ended, trainer } = await served();
  const second = serving(file, "workshop.yaml", { listen: "127.0.0.1:0", json: true });
  await expect(second).rejects.toThrow(Refusal);
  await expect(second).rejects.toThrow(
    `workshop serve of workshop.yaml cannot begin now: workshop serve of workshop.yaml (process ${process.pid}) is at work.`,
  );
  expect((await fetch(trainer)).status).toBe(200);
  interrupted.by.abort();
  await ended;
});

it.each([
  ["taken down", async () => undefined],
  ["taken down and brought up again", () => up("2026-11-27T09:00:00.000Z")],
])("ends, and says so, when its workshop is %s", async (_, then) => {
  const { ended, trainer } = await served();
  await forgetWorkshop(id);
  await then();
  await ended;
  expect(said).toEqual([
    "the workshop was taken down, so its pages end; serve them anew once seats are up again",
  ]);
  await expect(fetch(trainer)).rejects.toThrow();
});
