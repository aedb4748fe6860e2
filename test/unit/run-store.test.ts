import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRun } from "../../lib/runtime/runs/read-run.ts";
import { RunStore } from "../../lib/runtime/runs/run-store.ts";
import { vxlanRun } from "../fixtures/run.ts";

const run = vxlanRun();

let results = "";
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), "underlay-results-"));
});
afterEach(() => rm(results, { recursive: true }));

const start = new Date("2026-01-02T03:04:05.678Z");

it("keeps a run under its start time and points latest at the newest", async () => {
  const first = await RunStore.begin(results, "lab-x", start);
  const second = await RunStore.begin(results, "lab-x", start);
  expect([first.run, second.run]).toEqual(["20260102T030405Z", "20260102T030405Z-2"]);
  for (const store of [first, second]) {
    await store.write(run);
    await store.finish();
  }
  expect((await readdir(join(results, "lab-x"))).sort()).toEqual([
    "20260102T030405Z",
    "20260102T030405Z-2",
    "latest",
  ]);
  expect(await readlink(join(results, "lab-x/latest"))).toBe("20260102T030405Z-2");
  expect((await readRun(results, "lab-x")).record).toEqual(run);
});

it("has what was measured on disk before the run is over, and no half-written file", async () => {
  const store = await RunStore.begin(results, "lab-x", start);
  await store.write(run);
  expect(
    JSON.parse(await readFile(join(results, "lab-x/20260102T030405Z.partial/run.json"), "utf8")),
  ).toEqual(run);
  expect(await readdir(store.folder)).toEqual(["run.json"]);
});

it("says what there is when a run is not there", async () => {
  await expect(readRun(results, "lab-x")).rejects.toThrow(
    'there is no run of "lab-x" yet. Make one with: npx underlay deploy lab-x',
  );
  const store = await RunStore.begin(results, "lab-x", start);
  await store.write(run);
  await store.finish();
  await expect(readRun(results, "lab-x", "2020")).rejects.toThrow(
    '"lab-x" has no run "2020". Known runs: 20260102T030405Z.',
  );
});

it("refuses a record that does not fit the schema", async () => {
  const store = await RunStore.begin(results, "lab-x", start);
  await expect(store.write({ ...run, status: "fine" as "passed" })).rejects.toThrow(/status/);
});
