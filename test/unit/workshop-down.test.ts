import { rmSync } from "node:fs";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { labLock } from "../../lib/runtime/labs/labs.ts";
import { withLock } from "../../lib/runtime/lock.ts";
import { workshopDown } from "../../lib/runtime/workshop/down.ts";
import { readPages, writePages } from "../../lib/runtime/workshop/pages-store.ts";
import {
  knownToken,
  readSeats,
  seatToken,
  trainerToken,
  writeSeat,
  writeWorkshop,
} from "../../lib/runtime/workshop/store.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";
import { began, seats } from "../fixtures/seats.ts";
import { file, id, workshop } from "../fixtures/workshop-record.ts";

/** An engine on which nothing is left but what a test keeps from being removed. */
vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/deploy/destroy.ts", () => ({ destroy: vi.fn(), isThere: async () => false }));
vi.mock("../../lib/runtime/workshop/machines.ts", () => ({
  volumesOf: async () => [],
  volumesThere: async () => [],
}));
vi.spyOn(process.stderr, "write").mockReturnValue(true);
afterAll(() => rmSync(projectDir, { recursive: true }));

const down = (signal = new AbortController().signal) =>
  workshopDown({ file, parallel: 1, installation: assumedInstallation, signal });
const left = async () => (await readSeats(file))?.seats.map(({ seat, state }) => `${seat} ${state}`);

beforeEach(async () => {
  vi.mocked(destroy).mockReset();
  rmSync(stateDir, { recursive: true, force: true });
  await writeWorkshop(workshop);
  for (const each of seats(2, { state: "up" })) {
    await seatToken(id, each.seat);
    await writeSeat(id, each);
  }
  await trainerToken(id);
  await writePages(workshop, "solved");
});

it("leaves nothing of a workshop whose seats are gone", async () => {
  const outcomes = await down();
  expect(outcomes.map(({ error }) => error)).toEqual([null, null]);
  expect(await readSeats(file)).toBeUndefined();
});

it("ends links and what was solved before the first seat goes, also where one cannot be removed", async () => {
  const found: unknown[] = [];
  vi.mocked(destroy).mockImplementation(async (lab) => {
    found.push([(await readSeats(file))?.workshop.since === began, await readPages(workshop)]);
    if (lab === "lab-test-1") throw new Error("the network has active endpoints");
  });
  const outcomes = await down();
  expect(outcomes.map(({ error }) => error)).toEqual(["the network has active endpoints", null]);
  expect(found).toEqual([
    [false, undefined],
    [false, undefined],
  ]);
  const kept = await readSeats(file);
  // By this a server that runs knows that its group has gone.
  expect(kept?.workshop).toEqual({ ...workshop, since: expect.not.stringMatching(began) });
  expect(kept?.seats).toMatchObject([{ seat: 1, state: "failed", remains: true }]);
  for (const whose of [1, 2, null]) expect(await knownToken(id, whose)).toBeUndefined();
  // What the server still keeps is the former group's.
  await writePages(workshop, "solved");
  expect(await readPages(workshop)).toBeUndefined();
});

it("leaves no seat up that it does not come to: the next up makes it anew, for the next group", async () => {
  const outcomes = await down(AbortSignal.abort());
  const interrupted = "It was not begun: interrupted.";
  expect(outcomes.map(({ error }) => error)).toEqual([interrupted, interrupted]);
  expect(destroy).not.toHaveBeenCalled();
  expect(await left()).toEqual(["1 removing", "2 removing"]);
  expect(outcomes.map(({ seat }) => seat)).toEqual((await readSeats(file))?.seats);
});

it("leaves no seat up either that somebody is at work on", async () => {
  const [refused, gone] = await withLock(labLock("lab-test-1"), "check of lab-test-1", () => down());
  expect(refused?.error).toContain("check of lab-test-1");
  expect(gone?.error).toBeNull();
  expect(await left()).toEqual(["1 removing"]);
});
