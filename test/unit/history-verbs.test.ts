import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Project from "../../lib/runtime/project.ts";
import { moment } from "../../scripts/times.ts";
import { underlay } from "../fixtures/command-line.ts";
import { comparisonOf, steady } from "../fixtures/comparison.ts";
import { day, keepRun, put, runAt, slowedDown, stampOf } from "../fixtures/history.ts";

const project = resolve(import.meta.dirname, "../..");
const at = vi.hoisted(() => ({ results: "" }));
vi.mock("../../lib/runtime/project.ts", async (original) => ({
  ...(await original<typeof Project>()),
  get resultsDir() {
    return at.results;
  },
}));

let results = "";
beforeAll(async () => {
  results = await mkdtemp(join(tmpdir(), "underlay-results-"));
  for (const record of slowedDown(12)) await put(results, `lab-vxlan/${record.run}/run.json`, record);
  await put(results, "lab-vxlan/20260401T000000Z/run.json", "{");
});
beforeEach(() => {
  at.results = results;
});
afterAll(() => rm(results, { recursive: true }));

it("lists, and names on stderr what cannot be read", async () => {
  const { status, stdout, stderr } = await underlay("runs", "lab-vxlan", "--limit", "3");
  expect(status).toBe(0);
  expect(stdout.trim().split("\n").length).toBe(4);
  expect(stderr).toMatch(/not read: .*20260401T000000Z\/run\.json: it is cut off, or no JSON at all/);
  expect(JSON.parse((await underlay("runs", "--json")).stdout)).toMatchObject({
    records: expect.arrayContaining([expect.objectContaining({ id: "lab-vxlan/20260301T091504Z" })]),
    unread: [{ reason: "it is cut off, or no JSON at all" }],
  });
});

it("has the project's own results where UNDERLAY_RESULTS is empty", async () => {
  const folder = await mkdtemp(join(tmpdir(), "underlay-project-"));
  const record = runAt(day(1));
  await writeFile(join(folder, "cdktf.json"), '{ "app": "node node_modules/underlay/labs/main.mjs" }');
  await put(join(folder, "results"), `lab-vxlan/${record.run}/run.json`, record);
  const env = { ...process.env, UNDERLAY_RESULTS: "" };
  const listed = spawnSync(join(project, "scripts/underlay.mjs"), ["runs", "--json"], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  expect(JSON.parse(listed.stdout)).toMatchObject({
    records: [{ id: `lab-vxlan/${record.run}` }],
    unread: [],
  });
  await rm(folder, { recursive: true });
});

it("writes the trend as a page, and figures for other programs", async () => {
  expect((await underlay("runs", "lab-vxlan", "--trend")).stdout).toContain("12 runs on dind hosts");
  expect(existsSync(join(results, "lab-vxlan/trend.html"))).toBe(true);
  expect((await underlay("runs", "--format", "csv")).stdout.split("\r\n").length).toBe(1 + 12 * 4 + 1);
  expect((await underlay("runs", "--format", "openmetrics")).stdout).toMatch(/# EOF\n$/);
  expect(await underlay("runs", "--trend")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Name one lab"),
  });
});

it("has the figures of so many runs, whatever was compared since", async () => {
  const [own = [], other = []] = Object.values(steady);
  const compared = { ...comparisonOf({ "lab-vxlan": own, "lab-udp": other }), startedAt: day(50) };
  await put(results, "compare/20260419T091504Z/comparison.json", compared);
  const asked = ["runs", "lab-vxlan", "--limit", "1"];
  expect((await underlay(...asked)).stdout).toContain("compare/20260419T091504Z");
  expect((await underlay(...asked, "--format", "csv")).stdout.split("\r\n").length).toBe(1 + 4 + 1);
  expect((await underlay(...asked, "--trend")).stdout).toContain("1 run on dind hosts");
  await rm(join(results, "compare"), { recursive: true });
});

it("sets two runs side by side, and names what could not be one of them", async () => {
  expect(await underlay("diff", "lab-vxlan")).toMatchObject({
    stdout: expect.stringContaining("B  lab-vxlan/20260312T091504Z"),
    stderr: expect.stringMatching(/not read: .*20260401T000000Z\/run\.json: it is cut off/),
  });
  const both = ["lab-vxlan/20260301T091504Z", "20260302T091504Z"];
  expect(JSON.parse((await underlay("diff", ...both, "--json")).stdout)).toMatchObject({
    judged: false,
    environment: [],
  });
  expect(await underlay("diff", "lab-none")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('"lab-none" is no lab that has runs'),
  });
});

it("prints one document of JSON, also where something fails behind it", async () => {
  const page = "lab-vxlan/20260301T091504Z/report.html";
  await put(results, `${page}/is a folder`, "");
  const { status, stdout, stderr } = await underlay("report", "lab-vxlan/20260301T091504Z", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ run: "20260301T091504Z" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining("report.html cannot be written"),
  });
  const failed = await underlay("report", "lab-none", "--json");
  expect(JSON.parse(failed.stdout)).toEqual({ error: expect.stringContaining('no run of "lab-none"') });
  await rm(join(results, page), { recursive: true });
});

it("lists what a prune would remove, and removes it when it is told to", async () => {
  const asked = ["runs", "prune", "lab-vxlan", "--keep", "10"];
  expect(await underlay(...asked)).toMatchObject({
    stdout: expect.stringMatching(
      /2 records of 12, .* MB would be removed, and nothing was\. Remove them with --yes\.\n$/,
    ),
    stderr: expect.stringMatching(/not read: .*20260401T000000Z\/run\.json/),
  });
  expect(JSON.parse((await underlay(...asked, "--json")).stdout)).toMatchObject({
    removed: false,
    records: ["lab-vxlan/20260302T091504Z", "lab-vxlan/20260301T091504Z"],
  });
  expect((await underlay(...asked, "--yes")).stdout).toMatch(/Removed: 2 records of 12/);
  expect(existsSync(join(results, "lab-vxlan/20260301T091504Z"))).toBe(false);
  expect((await underlay(...asked)).stdout).toBe("None of 10 records is older than what is kept.\n");
  expect((await underlay("runs", "prune")).status).not.toBe(0);
});

describe("a prune", () => {
  let few = "";
  const ids = [1, 2, 3].map((number) => `lab-vxlan/${stampOf(day(number))}`);
  beforeAll(async () => {
    few = await mkdtemp(join(tmpdir(), "underlay-results-"));
    await keepRun(few, 1);
    await keepRun(few, 2);
    await keepRun(few, 3, { status: "failed" });
  });
  afterAll(() => rm(few, { recursive: true }));

  it.each([
    ["--status", ["prune", "--keep", "1", "--status", "failed", "--yes"]],
    ["--since", ["prune", "--keep", "1", "--yes", "--since", "7d"]],
    ["--limit", ["--limit", "1", "prune", "lab-vxlan", "--keep", "1", "--yes"]],
    ["--trend", ["prune", "lab-vxlan", "--keep", "1", "--yes", "--trend"]],
    ["--format", ["prune", "--keep", "1", "--yes", "--format", "csv"]],
  ])("is refused with %s, which is of the list, and removes nothing", async (option, args) => {
    at.results = few;
    const { status, stdout, stderr } = await underlay("runs", ...args);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`unknown option '${option}' of 'prune': it is one of 'runs'`);
    expect(ids.filter((id) => existsSync(join(few, id)))).toEqual(ids);
  });

  it("takes the options that it shares with the list, wherever they stand", async () => {
    at.results = few;
    const { stdout } = await underlay("runs", "--json", "prune", "--keep", "1", "--kind", "run");
    expect(JSON.parse(stdout)).toMatchObject({ removed: false, records: [ids[1], ids[0]] });
  });
});

describe("what there is not", () => {
  it.each([
    ["report", "lab-none"],
    ["report", "lab-vxlan", "20200101T000000Z"],
    ["report", "lab-vxlan/20260401T000000Z"],
    ["diff", "lab-vxlan/20200101T000000Z", "lab-vxlan"],
    ["diff", "lab-vxlan/20260301T091504Z", "lab-vxlan/20260401T000000Z"],
    ["trace", "lab-none", "client", "server", "--run", "latest"],
    ["trace", "lab-vxlan", "client", "sevrer", "--run", "20260312T091504Z"],
    ["trace", "lab-vxlan", "client", "server", "--run", "20260401T000000Z"],
  ])("is told by %s %s with the status of what did nothing", async (...args) => {
    expect(await underlay(...args)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/^error: /),
    });
  });
});

it("traces nothing by a run without the machines' state, which is no verdict", async () => {
  const probes = runAt(day(70)).probes.filter(({ kind }) => kind !== "snapshot");
  const kept = await keepRun(results, 70, { probes });
  const { status, stdout, stderr } = await underlay(
    "trace",
    "lab-vxlan",
    "client",
    "server",
    "--run",
    basename(kept),
  );
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("holds no state of the machines");
  await rm(join(results, kept), { recursive: true });
});

it("says of a run that was killed that it is unfinished", async () => {
  const killed = await keepRun(results, 60, { status: "running", finishedAt: null }, ".partial");
  expect((await underlay("diff", killed, "lab-vxlan/20260312T091504Z")).stdout).toContain(
    `A  ${killed.replace(".partial", "")}  unfinished`,
  );
  await underlay("runs", "lab-vxlan", "--trend");
  expect(await readFile(join(results, "lab-vxlan/trend.html"), "utf8")).toContain("1 unfinished");
  await rm(join(results, killed), { recursive: true });
});

describe("a moment", () => {
  const read = moment(() => new Date("2026-03-10T12:00:00Z"));
  it.each([
    ["90m", "2026-03-10T10:30:00.000Z"],
    ["7d", "2026-03-03T12:00:00.000Z"],
    ["2026-03-01", "2026-03-01T00:00:00.000Z"],
    ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00.000Z"],
  ])("is %s", (text, instant) => expect(read(text).toISOString()).toBe(instant));
  it.each(["yesterday", "7", "2026-13-45", ""])("is no %s", (text) =>
    expect(() => read(text)).toThrow(InvalidArgumentError),
  );
});
