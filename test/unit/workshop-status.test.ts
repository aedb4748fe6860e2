import { rmSync } from "node:fs";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { withLock } from "../../lib/runtime/lock.ts";
import { writeAddress } from "../../lib/runtime/workshop/pages-store.ts";
import {
  seatToken,
  trainerToken,
  workshopLock,
  writeSeat,
  writeWorkshop,
} from "../../lib/runtime/workshop/store.ts";
import { statusCommand } from "../../scripts/workshop/status.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";
import { seat } from "../fixtures/seats.ts";
import { file, id, workshop } from "../fixtures/workshop-record.ts";

const said: string[] = [];
vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/terminal.ts", async (original) => ({
  ...(await original<object>()),
  say: (text: string) => void said.push(text),
}));
afterAll(() => rmSync(projectDir, { recursive: true }));

const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);

/** What `status` prints, of a workshop of which nothing is deployed. */
async function status(...options: string[]): Promise<string> {
  printed.mockClear();
  await statusCommand().parseAsync([file, ...options], { from: "user" });
  return String(printed.mock.calls[0]?.[0]);
}

beforeEach(async () => {
  rmSync(stateDir, { recursive: true, force: true });
  said.length = 0;
  await writeWorkshop(workshop);
  await writeSeat(id, seat(1));
});

it("prints whole links once pages were served, also the trainer's", async () => {
  const [trainers, first] = [await trainerToken(id), await seatToken(id, 1)];
  await writeAddress(workshop, "https://workshop.example:8443/room");
  const links = {
    trainer: `https://workshop.example:8443/room/trainer/${trainers}/`,
    seat: `https://workshop.example:8443/room/seat/1/${first}/`,
  };
  const text = await status("--tokens");
  expect(text).toMatch(/^SEAT .* LINK$/m);
  expect(text).toMatch(new RegExp(`^trainer +${links.trainer}$`, "m"));
  expect(text).toMatch(new RegExp(`^1 +lab-test-1 .* ${links.seat}$`, "m"));
  expect(said).toEqual(["Two hosts"]);
  expect(JSON.parse(await status("--tokens", "--json"))).toMatchObject({
    ...{ trainer: links.trainer, seats: [{ seat: 1, token: first, link: links.seat }] },
  });
});

it("says what links lack before pages were served", async () => {
  const first = await seatToken(id, 1);
  const text = await status("--tokens");
  expect(text).toMatch(/^trainer +–$/m);
  expect(text).toMatch(new RegExp(` /seat/1/${first}/$`, "m"));
  expect(said).toContain("no page was served yet: links begin with the address that serve will print");
});

it("says of a removal that it was cut off once `down` has ended, which has all seats in that state as it begins", async () => {
  await writeSeat(id, seat(1, { state: "removing" }));
  const lasting = await withLock(workshopLock(id), "workshop down of workshop.yaml", () => status());
  expect(lasting).toMatch(/^1 +lab-test-1 +removing +–/m);
  expect(await status()).toMatch(/^1 +lab-test-1 +removing, cut off +–/m);
});

it("tells no link to who has not asked for them", async () => {
  const tokens = [await trainerToken(id), await seatToken(id, 1)];
  await writeAddress(workshop, "https://workshop.example:8443");
  for (const text of [await status(), await status("--json")])
    for (const token of tokens) expect(text).not.toContain(token);
});
