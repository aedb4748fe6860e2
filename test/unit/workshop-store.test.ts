import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { endPages, readPages, writeAddress, writePages } from "../../lib/runtime/workshop/pages-store.ts";
import {
  forgetSeat,
  forgetWorkshop,
  knownToken,
  readSeats,
  requireSeats,
  seatToken,
  trainerToken,
  workshopId,
  writeSeat,
  writeWorkshop,
} from "../../lib/runtime/workshop/store.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";
import { seat } from "../fixtures/seats.ts";
import { file, id, workshop } from "../fixtures/workshop-record.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
afterAll(() => rmSync(projectDir, { recursive: true }));
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

describe("a workshop's folder", () => {
  it("is named after its file, and after nothing that a file's name could lead astray by", () => {
    expect(id).toMatch(/^workshop-[0-9a-f]{8}$/);
    expect(workshopId(join(projectDir, "x/../workshop.yaml"))).toBe(id);
    expect(workshopId(join(projectDir, "other/workshop.yaml"))).not.toBe(id);
    for (const name of [
      "..yaml",
      "$(reboot).yaml",
      "a b;c.yml",
      "ÄÖ.yaml",
      `${"x".repeat(200)}.yaml`,
      ".yaml",
    ])
      expect(workshopId(join(projectDir, name))).toMatch(/^[a-z0-9][a-z0-9-]{0,39}-[0-9a-f]{8}$/);
  });

  it("is the same by whatever link the file is reached", () => {
    mkdirSync(join(projectDir, "course"), { recursive: true });
    symlinkSync(join(projectDir, "course"), join(projectDir, "link"));
    expect(workshopId(join(projectDir, "link/w.yaml"))).toBe(workshopId(join(projectDir, "course/w.yaml")));
  });
});

describe("the record of a workshop", () => {
  it("has its seats in the order of their numbers, each as it was written last", async () => {
    expect(await readSeats(file)).toBeUndefined();
    await writeWorkshop(workshop);
    for (const each of [seat(10), seat(2), seat(1)]) await writeSeat(id, each);
    await writeSeat(id, seat(2, { state: "failed", reason: "no room" }));
    expect(await readSeats(file)).toEqual({
      workshop,
      seats: [seat(1), seat(2, { state: "failed", reason: "no room" }), seat(10)],
    });
  });

  it("is not misled by what a killed command left half-written", async () => {
    await writeWorkshop(workshop);
    await writeSeat(id, seat(1));
    writeFileSync(join(stateDir, "workshops", id, "seats/2.json.0123abcd"), '{"seat": 2');
    expect((await readSeats(file))?.seats).toEqual([seat(1)]);
  });

  it("is refused with what to do where another version wrote it", async () => {
    await writeWorkshop(workshop);
    writeFileSync(join(stateDir, "workshops", id, "workshop.json"), '{"format": 99}');
    await expect(readSeats(file)).rejects.toThrow(
      /is no record of this version of Underlay\. Take its workshop down/,
    );
  });

  it("loses a seat with its link, and then all", async () => {
    await writeWorkshop(workshop);
    await writeSeat(id, seat(1));
    const token = await seatToken(id, 1);
    await forgetSeat(id, 1);
    expect((await readSeats(file))?.seats).toEqual([]);
    expect(await seatToken(id, 1)).not.toBe(token);
    await forgetWorkshop(id);
    expect(await readSeats(file)).toBeUndefined();
    expect(readdirSync(join(stateDir, "workshops"))).toEqual([]);
  });

  it("says what mends it where it cannot be written", async () => {
    await writeWorkshop(workshop);
    const seats = join(stateDir, "workshops", id, "seats");
    rmSync(seats, { recursive: true });
    writeFileSync(seats, "in the way");
    await expect(writeSeat(id, seat(1))).rejects.toThrow(
      `${join(seats, "1.json")} cannot be written: ENOTDIR: not a directory. Make it writable.`,
    );
  });

  it("is asked for in vain where nothing is up, with those that are", async () => {
    await expect(requireSeats(file)).rejects.toThrow(
      `Nothing of the workshop ${file} is up. No workshop is.`,
    );
    await writeWorkshop(workshop);
    await expect(requireSeats(join(projectDir, "other.yaml"))).rejects.toThrow(
      `Workshops that are: ${file}.`,
    );
  });
});

describe("what pages remember", () => {
  it("is kept for the workshop that it was of, and for none that came after it", async () => {
    await writeWorkshop(workshop);
    expect(await readPages(workshop)).toBeUndefined();
    await writePages(workshop, "solved");
    expect(await readPages(workshop)).toBe("solved");
    expect(statSync(join(stateDir, "workshops", id, "pages.json")).mode & 0o777).toBe(0o600);
    await forgetWorkshop(id);
    await writePages(workshop, "solved");
    await writeAddress(workshop, "http://127.0.0.1:7080");
    expect(existsSync(join(stateDir, "workshops", id))).toBe(false);
    await writeWorkshop({ ...workshop, since: "2026-11-27T09:00:00.000Z" });
    await writePages(workshop, "solved");
    expect(await readPages(workshop)).toBeUndefined();
  });

  it("is none of the next group's, also where a server comes to write it when `down` has removed it", async () => {
    const pages = join(stateDir, "workshops", id, "pages.json");
    await writeWorkshop(workshop);
    await writePages(workshop, "solved");
    const late = readFileSync(pages);
    const next = await endPages(workshop);
    writeFileSync(pages, late);
    expect(await readPages(next)).toBeUndefined();
    await writePages(next, "begun");
    expect(await readPages(next)).toBe("begun");
  });

  it("is read as well where an earlier version kept it, which did not say of which group it is", async () => {
    await writeWorkshop(workshop);
    writeFileSync(join(stateDir, "workshops", id, "pages.json"), '{"progress": {}}');
    expect(await readPages(workshop)).toBe('{"progress": {}}');
  });
});

describe("a seat's token", () => {
  const place = join(stateDir, "workshops", id, "tokens/1");

  it("is made once, and nobody but its owner can read it", async () => {
    await writeWorkshop(workshop);
    const token = await seatToken(id, 1);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await seatToken(id, 1)).toBe(token);
    expect(await seatToken(id, 2)).not.toBe(token);
    expect(statSync(place).mode & 0o777).toBe(0o600);
    expect(statSync(join(place, "..")).mode & 0o777).toBe(0o700);
    expect(readFileSync(place, "utf8")).toBe(token);
  });

  it("is made by nobody who only reads it", async () => {
    await writeWorkshop(workshop);
    expect(await knownToken(id, 1)).toBeUndefined();
    expect(existsSync(join(place, ".."))).toBe(false);
    const token = await seatToken(id, 1);
    expect(await knownToken(id, 1)).toBe(token);
    expect(await knownToken(id, null)).toBeUndefined();
    const own = await trainerToken(id);
    expect(await knownToken(id, null)).toBe(own);
  });

  it("is in no record", async () => {
    await writeWorkshop(workshop);
    await writeSeat(id, seat(1));
    const token = await seatToken(id, 1);
    expect(JSON.stringify(await readSeats(file))).not.toContain(token);
  });

  it("is kept from others also where the folder was open to them", async () => {
    await writeWorkshop(workshop);
    mkdirSync(join(place, ".."), { mode: 0o755 });
    chmodSync(join(place, ".."), 0o755);
    await seatToken(id, 1);
    expect(statSync(join(place, "..")).mode & 0o777).toBe(0o700);
    expect(existsSync(place)).toBe(true);
  });
});
