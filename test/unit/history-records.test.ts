import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { csv } from "../../lib/report/history/csv.ts";
import { clockNotes, listText } from "../../lib/report/history/list-text.ts";
import { chosenRecords, chosenRuns } from "../../lib/runtime/runs/chosen-records.ts";
import { recordFolder } from "../../lib/runtime/runs/find-record.ts";
import { storedRun } from "../../lib/runtime/runs/read-run.ts";
import { storedRecords } from "../../lib/runtime/runs/stored-records.ts";
import { storedReport } from "../../lib/runtime/runs/stored-report.ts";
import { comparisonOf, steady } from "../fixtures/comparison.ts";
import { day, keepRun, put, runAt, stampOf } from "../fixtures/history.ts";
import { record as scale } from "../fixtures/scale.ts";

let results = "";
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), "underlay-results-"));
});
afterEach(() => rm(results, { recursive: true }));

const keep = (number: number, change?: object, suffix?: string) => keepRun(results, number, change, suffix);

const gate = () => {
  const comparison = comparisonOf();
  const rule = { maxRegression: 0.05, error: 0.01, seconds: 600 };
  const judged = { rule, verdict: "regression" as const, figures: [], shown: [] };
  return {
    ...{
      ...comparison,
      comparison: "20260303T101504Z",
      startedAt: "2026-03-03T10:15:04.112Z",
      finishedAt: null,
    },
    gate: {
      lab: "lab-vxlan-routed",
      reference: "lab-vxlan-routed-2",
      origin: "lab-vxlan-routed at main (1a2b3c4d)",
      ...judged,
    },
  };
};

describe("what is stored", () => {
  it("is listed newest first, runs, comparisons, gates and scale runs alike", async () => {
    await keep(1);
    await keep(4, { status: "failed", only: ["ping"] });
    await put(results, "compare/20260302T101504Z/comparison.json", comparisonOf());
    await put(results, "compare/20260303T101504Z/comparison.json", gate());
    await put(results, "scale-bgp/20250101T000000Z/scale.json", {
      ...scale,
      startedAt: "2025-01-01T00:00:00.000Z",
      finishedAt: null,
    });
    const { records, unread } = await storedRecords(results);
    expect(unread).toEqual([]);
    expect(`\n${listText(records)}\n`).toBe(`
ID                          KIND        STATUS      BEGAN                    TOOK        HOSTS           ABOUT
lab-vxlan/20260304T091504Z  run         failed      2026-03-04 09:15:04 UTC  53 s        dind hosts      4 probes; only ping
compare/20260303T101504Z    gate        regression  2026-03-03 10:15:04 UTC  –           vm hosts (tcg)  lab-vxlan-routed against lab-vxlan-routed at main (1a2b3c4d); 5 rounds
compare/20260302T101504Z    comparison  finished    2026-03-02 10:15:04 UTC  3 min 53 s  vm hosts (tcg)  lab-calico-ipip, lab-vxlan-routed; 5 rounds
lab-vxlan/20260301T091504Z  run         passed      2026-03-01 09:15:04 UTC  53 s        dind hosts      4 probes
scale-bgp/20250101T000000Z  scale       failed      2025-01-01 00:00:00 UTC  –           bare hosts      full-mesh, route-reflector; 10, 20, 40 hosts
`);
  });

  it("is chosen by lab, kind, status, time and number", async () => {
    const [first, second, third] = [
      await keep(1),
      await keep(2, { status: "failed" }),
      await keep(3, { name: "lab-b" }),
    ];
    await put(results, "compare/20260303T101504Z/comparison.json", gate());
    const chosen = async (choice: object) =>
      (await chosenRecords(results, { labs: [], ...choice })).records.map(({ id }) => id);
    expect(await chosen({})).toEqual(["compare/20260303T101504Z", third, second, first]);
    expect(await chosen({ labs: ["lab-vxlan"] })).toEqual([second, first]);
    expect(await chosen({ labs: ["lab-vxlan-routed"] })).toEqual(["compare/20260303T101504Z"]);
    expect(await chosen({ kind: ["run"], status: ["passed"] })).toEqual([third, first]);
    expect(await chosen({ status: ["regression"] })).toEqual(["compare/20260303T101504Z"]);
    expect(await chosen({ since: day(2), kind: ["run"] })).toEqual([third, second]);
    expect(await chosen({ limit: 1 })).toEqual(["compare/20260303T101504Z"]);
  });

  it("is named where it cannot be read, and the others are listed all the same", async () => {
    const sound = await keep(1);
    const run = JSON.stringify(runAt(day(2)));
    await put(results, "lab-a/20260101T000000Z/run.json", run.slice(0, run.length / 2));
    await put(results, "lab-a/20260102T000000Z/run.json", "");
    await put(results, "lab-a/20260103T000000Z/run.json", { ...runAt(day(2)), schema: 2 });
    await put(results, "lab-a/20260104T000000Z/run.json", {
      ...runAt(day(2)),
      schema: 99,
      environment: { underlay: "9.0.0" },
    });
    await put(results, "lab-a/20260105T000000Z/run.json", { ...runAt(day(2)), status: "fine" });
    await put(results, "lab-a/20260106T000000Z/run.json", [1, 2]);
    await put(results, "lab-a/20260107T000000Z/notes.txt", "no record");
    await put(results, "lab-a/backup/run.json", runAt(day(2)));
    await mkdir(join(results, "lab-a/20260108T000000Z/run.json"), { recursive: true });
    await put(results, "todo.txt", "tidy up");
    for (const ours of [".hidden", "bench/20250101T000000Z.json"]) await put(results, ours, "");
    await symlink("nowhere", join(results, "lab-a/latest"));
    const { records, unread } = await storedRecords(results);
    expect(records.map(({ id }) => id)).toEqual([sound]);
    expect(unread.map(({ path, reason }) => [path.slice(results.length + 1), reason]).sort()).toEqual([
      ["lab-a/20260101T000000Z/run.json", "it is cut off, or no JSON at all"],
      ["lab-a/20260102T000000Z/run.json", "it is empty"],
      [
        "lab-a/20260103T000000Z/run.json",
        "it is in format 2; this version of Underlay reads format 3. Read it with the version that wrote it (0.1.0), or probe the lab again",
      ],
      [
        "lab-a/20260104T000000Z/run.json",
        "it is in format 99; this version of Underlay reads format 3. Update Underlay: a later version wrote it (9.0.0)",
      ],
      ["lab-a/20260105T000000Z/run.json", expect.stringMatching(/^status: Invalid option/)],
      ["lab-a/20260106T000000Z/run.json", "it is no record of Underlay: it names no format (schema)"],
      ["lab-a/20260107T000000Z", "it has none of run.json, comparison.json, scale.json"],
      ["lab-a/20260108T000000Z/run.json", "EISDIR: illegal operation on a directory"],
      ["lab-a/backup", "it is no run: their folders are named after their start"],
      ["todo.txt", "it is no folder of runs"],
    ]);
    expect((await chosenRecords(results, { labs: ["lab-vxlan"] })).unread).toEqual([]);
    expect(await storedRecords(join(results, "none"))).toEqual({ records: [], unread: [] });
  });

  it("says of a run that was killed that it is unfinished, and its figures are there", async () => {
    await keep(1, { status: "running", finishedAt: null }, ".partial");
    const { records } = await chosenRecords(results, { labs: [] });
    expect(records).toMatchObject([{ id: "lab-vxlan/20260301T091504Z.partial", status: "unfinished" }]);
    expect((await chosenRuns(results, { labs: [] })).runs[0]?.figures.length).toBe(4);
    expect(csv((await chosenRuns(results, { labs: [] })).runs)).toContain("Z,unfinished,dind,");
  });

  it("has the figures of so many runs, whatever else was recorded since", async () => {
    for (const number of [1, 2, 3]) await keep(number);
    await put(results, "lab-vxlan/20260304T091504Z/run.json", { ...runAt(day(4)), topology: null });
    const [one = [], other = []] = Object.values(steady);
    const compared = comparisonOf({ "lab-vxlan": one, "lab-udp": other });
    await put(results, "compare/20260305T091504Z/comparison.json", { ...compared, startedAt: day(5) });
    const figures = async (choice: object) => {
      const { runs, unread } = await chosenRuns(results, { labs: ["lab-vxlan"], ...choice });
      return [runs.map(({ run }) => run), unread.length];
    };
    expect(await figures({ limit: 2 })).toEqual([["20260303T091504Z", "20260302T091504Z"], 1]);
    expect(await figures({ kind: ["comparison"] })).toEqual([[], 0]);
  });

  it("is named where it may be about the lab that is asked for", async () => {
    // A folder above may be called like a lab.
    const base = join(results, "lab-udp");
    await put(base, "compare/20260301T000000Z/comparison.json", "{");
    await put(base, "lab-udp/20260301T000000Z/run.json", "{");
    await put(base, "lab-udp-routed/20260301T000000Z/run.json", "{");
    await put(base, "todo.txt", "tidy up");
    const unread = async (choice: object) =>
      (await chosenRecords(base, { labs: ["lab-udp"], ...choice })).unread.map(({ path }) =>
        path.slice(base.length + 1),
      );
    const run = "lab-udp/20260301T000000Z/run.json";
    expect((await unread({})).sort()).toEqual(["compare/20260301T000000Z/comparison.json", run]);
    expect(await unread({ kind: ["run"] })).toEqual([run]);
    await rm(join(base, "lab-udp"), { recursive: true });
    await symlink("lab-udp", join(base, "lab-udp"));
    expect(await unread({ kind: ["run"] })).toEqual(["lab-udp"]);
  });

  it("fills in what a record of this format did not have at first", async () => {
    const { only: _, claims: __, ...earlier } = runAt(day(1));
    await put(results, "lab-vxlan/20260301T091504Z/run.json", earlier);
    expect(await storedRun(join(results, "lab-vxlan/20260301T091504Z"))).toMatchObject({
      only: null,
      claims: [],
    });
  });

  it("tells of a clock that was set", async () => {
    await keep(2, { finishedAt: day(1).toISOString() });
    await keep(9);
    const { records } = await storedRecords(results);
    expect(listText(records)).toContain("an unknown time");
    expect(clockNotes(records, day(5))).toEqual([
      "The clock was set back while they were made: lab-vxlan/20260302T091504Z. How long they took is not known.",
      "They began later than it is now, so the clock was set since: lab-vxlan/20260309T091504Z. The order may be another.",
    ]);
    expect(clockNotes([], day(5))).toEqual([]);
  });
});

describe("a record is found", () => {
  it("by its path, a file of it, its id, its run alone, or its lab", async () => {
    const id = await keep(1);
    await symlink(stampOf(day(1)), join(results, "lab-vxlan/latest"));
    const folder = join(results, id);
    for (const word of [folder, join(folder, "run.json"), id, `${id}/run.json`, stampOf(day(1))])
      expect(await recordFolder(results, word)).toBe(folder);
    expect(await recordFolder(results, "lab-vxlan")).toBe(join(results, "lab-vxlan/latest"));
  });

  it("or it is said what there is", async () => {
    await expect(recordFolder(results, "lab-x")).rejects.toThrow(
      'there is no run of "lab-x" yet. Make one with: npx underlay deploy lab-x',
    );
    await keep(1);
    await keep(1, { name: "lab-b" });
    await put(results, "lab-a/20260101T000000Z/notes.txt", "");
    await expect(recordFolder(results, "lab-vxlan/2020")).rejects.toThrow(
      '"lab-vxlan" has no run "2020". Known runs: 20260301T091504Z.',
    );
    await expect(recordFolder(results, "20260301T091504Z")).rejects.toThrow(
      '"20260301T091504Z" is several: lab-vxlan/20260301T091504Z, lab-b/20260301T091504Z. Name one of them.',
    );
    await expect(recordFolder(results, "lab-x")).rejects.toThrow("There are runs of: lab-b, lab-vxlan.");
    await expect(recordFolder(results, "20200101T000000Z")).rejects.toThrow(
      "List them with: npx underlay runs",
    );
    await expect(recordFolder(results, "lab-a/20260101T000000Z")).rejects.toThrow("it has none of run.json");
  });
});

describe("a report is made again of the record alone", () => {
  it.each([
    ["lab-vxlan/20260301T091504Z/run.json", () => runAt(day(1)), "report.html", "client → server"],
    ["compare/20260302T101504Z/comparison.json", () => comparisonOf(), "comparison.html", "ratios are to"],
    [
      "compare/20260303T101504Z/comparison.json",
      gate,
      "comparison.html",
      "Regression: lab-vxlan-routed is worse",
    ],
    ["scale-bgp/20260303T101504Z/scale.json", () => scale, "report.html", "HOSTS"],
  ])("%s", async (path, record, page, says) => {
    await put(results, path, record());
    const folder = join(results, path, "..");
    const report = await storedReport(folder);
    expect(report.page).toBe(join(folder, page));
    expect(report.text).toContain(says);
    expect(await report.html()).toMatch(/^<!doctype html>/);
  });

  it("or it is said why not", async () => {
    await put(results, "lab-a/20260101T000000Z/run.json", "{");
    await expect(storedReport(join(results, "lab-a/20260101T000000Z"))).rejects.toThrow(
      "run.json: it is cut off",
    );
    await put(results, "compare/20260302T101504Z/comparison.json", comparisonOf());
    await expect(storedRun(join(results, "compare/20260302T101504Z"))).rejects.toThrow("holds no run");
  });
});
