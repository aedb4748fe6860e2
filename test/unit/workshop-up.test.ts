import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { asFileSays, type Making } from "../../lib/model/making.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { stateFile } from "../../lib/runtime/labs/labs.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import type { SeatLab } from "../../lib/runtime/workshop/engine-port.ts";
import {
  knownToken,
  readSeats,
  seatToken,
  workshopId,
  writeSeat,
  writeWorkshop,
} from "../../lib/runtime/workshop/store.ts";
import { workshopUp } from "../../lib/runtime/workshop/up.ts";
import { newWorkshop, type Seat } from "../../lib/workshop/seat.ts";
import { declaration } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";
import { began, engine, seat } from "../fixtures/seats.ts";

const first = resolveLab(declaration({ instance: 1 }));
const place = { name: "lab-test", file: "lab-test.yaml", folder: projectDir };
const stack = join(projectDir, "stacks/lab-test-1");

const machine = vi.hoisted(() => ({ memory: null as number | null, processors: null as number | null }));
vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/deploy/deploy.ts", () => ({ deploy: vi.fn() }));
vi.mock("../../lib/runtime/deploy/destroy.ts", () => ({ destroy: vi.fn() }));
vi.mock("../../lib/runtime/labs/preflight.ts", () => ({ preflight: async () => [] }));
vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async () => first,
}));
vi.mock("../../lib/runtime/workshop/lab.ts", () => ({
  workshopLab: async () => ({ place, first }),
  withSeatLabs: (_: unknown, _seats: unknown, _making: unknown, work: (labOf: () => SeatLab) => unknown) =>
    work(() => ({ lab: first, stack })),
}));
vi.mock("../../lib/runtime/workshop/shared-kernel.ts", () => ({ tuneSharedKernel: async () => undefined }));
vi.mock("../../lib/runtime/workshop/capacity.ts", () => ({
  readCapacity: async () => ({ engine, disk: null, ...machine, neighbours: null, copies: 62, free: [2] }),
}));
const programs = new Programs(join(projectDir, "bin"));
vi.stubEnv("PATH", programs.path);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(projectDir, { recursive: true });
});
/** Has the engine list these machines, each by its state and its lab. */
const engineHas = (...machines: string[]) =>
  programs.make(
    "docker",
    `case "$*" in *--quiet*) echo c1 ;; ps*) printf '${machines.join("\\n")}\\n' ;; esac`,
  );
const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
const said = () => stderr.mock.calls.map(([text]) => String(text)).join("");
beforeEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
  machine.memory = null;
  machine.processors = null;
  stderr.mockClear();
  vi.mocked(deploy).mockClear();
  // The first seat's, so that nothing is made of it.
  engineHas("running lab-test-1", "running lab-test-1");
});

const file = join(projectDir, "workshop.yaml");
const id = workshopId(file);
const usual = asFileSays;

/** Calls `up` on a workshop of which this was recorded, for as many seats or another number. */
async function upOf(
  recorded: Making,
  asked: Partial<Making>,
  seats: readonly Seat[],
  { wanted = seats.length, lab = place.name } = {},
) {
  const of = { ...place, name: lab };
  const record = newWorkshop({ id, file, title: "W", lab: of, making: recorded, since: began });
  await writeWorkshop(record);
  for (const each of seats) await writeSeat(id, each);
  await workshopUp({
    ...{ file, seats: wanted, making: asked, parallel: 1, tune: true },
    workshop: { title: "W", lab: "lab-test", problemsWith: () => [] },
    installation: assumedInstallation,
    signal: new AbortController().signal,
  });
}
const making = async () => (await readSeats(file))?.workshop.making;
const up = [seat(1, { state: "up" })];

it.each<[string, Making, Partial<Making>]>([
  ["of virtual machines, without its flags", { hostKind: "vm", userNamespace: true }, {}],
  ["without user namespaces, without its flags", { hostKind: null, userNamespace: false }, {}],
  ["with the flag once more", { hostKind: "vm", userNamespace: true }, { hostKind: "vm" }],
  ["as usual", usual, {}],
])("makes seats as those that are there: %s", async (_, recorded, asked) => {
  await upOf(recorded, asked, up);
  expect(await making()).toEqual(recorded);
});

it.each<[Making, Partial<Making>, string]>([
  [
    { hostKind: "vm", userNamespace: true },
    { hostKind: "dind" },
    "--host-kind dind cannot be had now: the seats that are there were made with --host-kind vm. Leave it out",
  ],
  [
    usual,
    { userNamespace: false },
    "--no-user-namespace cannot be had now: the seats that are there were made with neither --host-kind nor --no-user-namespace.",
  ],
  [usual, { hostKind: "vm" }, `take them down first: npx underlay workshop down ${file}`],
])("refuses to make others beside seats of %j: %j", async (recorded, asked, message) => {
  const refused = upOf(recorded, asked, up);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(Refusal);
  expect(await making()).toEqual(recorded);
});

it("takes what is asked for where no seat is there, and else what was recorded", async () => {
  await upOf({ hostKind: "dind", userNamespace: false }, { hostKind: "vm" }, []);
  expect(await making()).toEqual({ hostKind: "vm", userNamespace: false });
});

it("counts the processors' time that seats take which are there", async () => {
  // Of two hosts, each takes 0.3 % of a processor: half of this is enough for two seats.
  machine.processors = 0.025;
  await expect(upOf(usual, {}, up, { wanted: 3 })).rejects.toThrow(
    /^2 more seats beside the 1 that there are cannot be up on this machine: 1 fits\..*\nAsk for --seats 2,/s,
  );
});

it("has seats go on of which all is paused, however little memory is left: theirs is in use", async () => {
  engineHas("paused lab-test-1", "paused lab-test-1");
  machine.memory = 0;
  mkdirSync(stack, { recursive: true });
  writeFileSync(stateFile("lab-test-1"), "{}");
  await upOf(usual, {}, up);
  expect(deploy).toHaveBeenCalledTimes(1);
  expect(programs.calls("docker")).toContain("unpause c1");
  expect(said()).not.toContain("to come up");
});

it("counts seats of which no machine is there any more as ones to be made", async () => {
  engineHas();
  machine.memory = 0;
  await expect(upOf(usual, {}, up)).rejects.toThrow(/^1 seat cannot be up on this machine: none fit\./);
  expect(deploy).not.toHaveBeenCalled();
});

it("names the file by which a workshop of another lab is taken down from any folder", async () => {
  await expect(upOf(usual, {}, up, { lab: "lab-other" })).rejects.toThrow(
    `Take them down first: npx underlay workshop down ${file}`,
  );
});

it("says of seats beyond those that are wanted that they stay, be it one or more", async () => {
  await upOf(usual, {}, [...up, seat(2, { state: "up" })], { wanted: 1 });
  expect(said()).toContain("1 seat beyond 1 is there, and stays. Seats are not taken away one by one.");
  await upOf(usual, {}, [...up, seat(2), seat(3)], { wanted: 1 });
  expect(said()).toContain("2 seats beyond 1 are there, and stay.");
});

it("gives seats links that have none", async () => {
  await upOf(usual, {}, up);
  expect(await knownToken(id, 1)).toMatch(/^[\w-]{43}$/);
});

it("gives none to seats beyond those that are wanted of which `down` may have left hosts, and says so", async () => {
  const left = [seat(2, { state: "removing" }), seat(3, { state: "failed", reason: "x", remains: true })];
  await upOf(usual, {}, [...up, ...left, seat(4, { state: "up" })], { wanted: 1 });
  const links = await Promise.all([1, 2, 3, 4].map((number) => knownToken(id, number)));
  expect(links.map((link) => link !== undefined)).toEqual([true, false, false, true]);
  expect(said()).toContain("1 seat beyond 1 is there, and stays.");
  expect(said()).toContain(
    `2 seats beyond 1 have no link, as hosts of the former group may be left: "workshop down" did not come to 2, 3, or failed there. To remove these with all others, run "npx underlay workshop down ${file}" again; to make some anew, "npx underlay workshop reset ${file} 2 3".`,
  );
});

it("leaves a seat beyond those that are wanted its link where its reset was cut off: its hosts are this group's", async () => {
  const link = await seatToken(id, 2);
  await upOf(usual, {}, [...up, seat(2, { state: "resetting" })], { wanted: 1 });
  expect(await knownToken(id, 2)).toBe(link);
  expect(said()).toContain("1 seat beyond 1 is there, and stays.");
  expect(said()).not.toContain("no link");
});

it("gives a seat that `down` has left its link once the former group's hosts are gone, before new ones come", async () => {
  mkdirSync(stack, { recursive: true });
  const links: (string | undefined)[] = [];
  const note = async () => void links.push(await knownToken(id, 1));
  vi.mocked(destroy).mockImplementationOnce(note);
  vi.mocked(deploy).mockImplementationOnce(note);
  await upOf(usual, {}, [seat(1, { state: "removing" })]);
  expect(links).toEqual([undefined, expect.stringMatching(/^[\w-]{43}$/)]);
  expect(await knownToken(id, 1)).toBe(links[1]);
});
