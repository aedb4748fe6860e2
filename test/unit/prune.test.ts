import { mkdtemp, readdir, rm, symlink, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removable, removeLeftovers, removeRecord, sizeOf } from "../../lib/runtime/runs/prune.ts";
import { storedRecords } from "../../lib/runtime/runs/stored-records.ts";
import { comparisonOf } from "../fixtures/comparison.ts";
import { day, keepRun, put, runAt, stampOf } from "../fixtures/history.ts";

let results = "";
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), "underlay-results-"));
});
afterEach(() => rm(results, { recursive: true }));

const keep = (number: number, change?: object, suffix?: string) => keepRun(results, number, change, suffix);
const ids = async () => (await storedRecords(results)).records.map(({ id }) => id);

describe("old records are removed", () => {
  const removed = async (number: number) =>
    (await removable((await storedRecords(results)).records, number)).map(({ id }) => id);

  it("beyond the newest of each lab on the same hardware", async () => {
    const [one, , three] = [await keep(1), await keep(2), await keep(3)];
    await keep(1, { name: "lab-b" });
    await keep(4, { hostKind: "vm" });
    await keep(5, { environment: { ...runAt(day(5)).environment, cpuModel: "another" } });
    expect(await removed(1)).toEqual(["lab-vxlan/20260302T091504Z", one]);
    expect(await removed(2)).toEqual([one]);
    expect(await removed(3)).toEqual([]);
    expect(await ids()).toContain(three);
  });

  it("but not what latest points at, nor the newest whole run", async () => {
    const [one, two, three] = [await keep(1), await keep(2), await keep(3, { only: ["ping"] })];
    await keep(4, { status: "interrupted" });
    expect(await removed(1)).toEqual([three, one]);
    await symlink(stampOf(day(1)), join(results, "lab-vxlan/latest"));
    expect(await removed(1)).toEqual([three]);
    expect(await ids()).toContain(two);
  });

  it("nor the newest comparison by other probes: a claim may rest on that one", async () => {
    const compared = (time: string, probes: object[]) =>
      put(results, `compare/${time}/comparison.json`, { ...comparisonOf(), comparison: time, probes });
    const { probes } = comparisonOf();
    await compared("20260301T101504Z", probes);
    await compared("20260302T101504Z", probes);
    await compared("20260303T101504Z", probes.slice(0, 1));
    expect(await removed(1)).toEqual(["compare/20260301T101504Z"]);
  });

  it("nor what may be being written; what was left unfinished goes when it is older than all that is kept", async () => {
    const left = await keep(1, { status: "running", finishedAt: null }, ".partial");
    await keep(2);
    await keep(3, { status: "running", finishedAt: null }, ".partial");
    expect(await removed(1)).toEqual([]);
    for (const id of await ids()) await utimes(join(results, id), day(1), day(1));
    expect(await removed(1)).toEqual([left]);
  });

  it("each with all of its folder, and nothing else", async () => {
    await keep(2);
    const old = await keep(1);
    await put(results, `${old}/raw/ping.txt`, "0123456789");
    await put(results, `${old}/report.html`, "<html>");
    await put(results, "lab-vxlan/notes.txt", "mine");
    await put(results, "lab-vxlan/.20260101T000000Z.removed/raw/x", "");
    const [record] = await removable((await storedRecords(results)).records, 1);
    if (!record) throw new Error("nothing to remove");
    expect(await sizeOf(record.folder)).toBeGreaterThan(10);
    await removeRecord(record);
    await removeLeftovers(results);
    expect((await readdir(join(results, "lab-vxlan"))).sort()).toEqual([stampOf(day(2)), "notes.txt"]);
  });
});
