import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { finishedComparisons, labRuns } from "../../lib/runtime/runs/stored-runs.ts";
import { comparisonOf } from "../fixtures/comparison.ts";
import { vxlanRun } from "../fixtures/run.ts";

let results = "";
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), "underlay-results-"));
});
afterEach(() => rm(results, { recursive: true }));

async function put(path: string, record: object): Promise<void> {
  await mkdir(join(results, path, ".."), { recursive: true });
  await writeFile(join(results, path), JSON.stringify(record));
}

const run = (name: string, hostKind = "dind", accelerator: "tcg" | null = null) => {
  const example = vxlanRun();
  return { ...example, run: name, hostKind, environment: { ...example.environment, accelerator } };
};

it("knows a lab's newest finished run on each hardware, newest first", async () => {
  const runs = [
    run("20260302T091504Z"),
    run("20260302T091504Z-2"),
    run("20260302T091504Z-10"),
    run("20260302T100000Z", "vm", "tcg"),
  ];
  for (const record of runs) await put(`lab-x/${record.run}/run.json`, record);
  await put("lab-x/20260302T110000Z.partial/run.json", run("20260302T110000Z"));
  await put("lab-x/20250101T000000Z/run.json", { schema: 1, hostKind: "bare" });
  const known = await labRuns(results, "lab-x");
  expect(known && "runs" in known && known.runs.map((record) => record.run)).toEqual([
    "20260302T100000Z",
    "20260302T091504Z-10",
  ]);
});

it("takes another processor for other hardware", async () => {
  const here = run("20260302T091504Z");
  const elsewhere = { ...here, run: "20260302T100000Z", environment: { ...here.environment, cpus: 64 } };
  for (const record of [here, elsewhere]) await put(`lab-x/${record.run}/run.json`, record);
  const known = await labRuns(results, "lab-x");
  expect(known && "runs" in known && known.runs.map((record) => record.run)).toEqual([
    "20260302T100000Z",
    "20260302T091504Z",
  ]);
});

it("passes over a run of some probes, or an interrupted one, where there is a whole one", async () => {
  const newest = async () => {
    const known = await labRuns(results, "lab-x");
    return known && "runs" in known && known.runs.map((record) => record.run);
  };
  const partly = { ...run("20260302T120000Z"), only: ["ping"] };
  await put(`lab-x/${partly.run}/run.json`, partly);
  expect(await newest()).toEqual([partly.run]);
  const cutShort = { ...run("20260302T110000Z"), status: "interrupted" };
  await put(`lab-x/${cutShort.run}/run.json`, cutShort);
  expect(await newest()).toEqual([partly.run]);
  const whole = run("20260302T100000Z");
  await put(`lab-x/${whole.run}/run.json`, whole);
  await put("lab-x/20260302T090000Z/run.json", run("20260302T090000Z"));
  expect(await newest()).toEqual([whole.run]);
});

it("tells a newest run that cannot be read from none", async () => {
  expect(await labRuns(results, "lab-x")).toBeUndefined();
  await put("lab-x/20260302T091504Z/run.json", run("20260302T091504Z"));
  await put("lab-x/20260302T100000Z/run.json", { ...run("20260302T100000Z"), status: "fine" });
  expect(await labRuns(results, "lab-x")).toEqual({
    missing: expect.stringMatching(/^its latest run cannot be read: .*run\.json: status: Invalid option/),
  });
});

it("knows the comparisons that are finished and whole and no gates, newest first", async () => {
  expect(await finishedComparisons(results)).toEqual([]);
  const record = comparisonOf();
  await put("compare/20260302T101504Z/comparison.json", record);
  await put("compare/20260302T111504Z/comparison.json", { ...record, comparison: "20260302T111504Z" });
  await put("compare/20260302T121504Z/comparison.json", { ...record, status: "interrupted" });
  await put("compare/20260302T131504Z.partial/comparison.json", record);
  const rule = { maxRegression: 0.05, error: 0.01, seconds: 600 };
  const gate = { lab: "lab-calico-ipip", reference: "lab-vxlan-routed", origin: null, rule };
  await put("compare/20260302T134504Z/comparison.json", {
    ...record,
    gate: { ...gate, verdict: "regression", figures: [], shown: [] },
  });
  await put("compare/20260302T141504Z/comparison.json", { schema: 99 });
  await mkdir(join(results, "compare/20260302T151504Z"));
  await writeFile(join(results, "compare/20260302T151504Z/comparison.json"), '{ "schema": 4, "stat');
  expect((await finishedComparisons(results)).map(({ comparison }) => comparison)).toEqual([
    "20260302T111504Z",
    "20260302T101504Z",
  ]);
});
