import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resultsDir } from "../../lib/runtime/project.ts";
import { scaleRecord } from "../../lib/scale/record.ts";
import { docker, expectMachine, installation, machine, underlay } from "./support.ts";

let before: Awaited<ReturnType<typeof machine>>;
beforeAll(async () => {
  before = await machine();
});
afterAll(() => expectMachine(before));

it("measures both modes on real daemons", async () => {
  const { stdout, stderr, exitCode } = await underlay([
    "scale",
    "bgp",
    "--hosts",
    "3,5",
    "--repeat",
    "1",
    "--json",
  ]);
  expect(exitCode, stderr).toBe(0);
  const record = scaleRecord.parse(JSON.parse(stdout));
  expect(
    record.points.map(({ mode, hosts, outcome }) => [mode, hosts, "sessions" in outcome && outcome.sessions]),
  ).toEqual([
    ["full-mesh", 3, 3],
    ["route-reflector", 3, 2],
    ["full-mesh", 5, 10],
    ["route-reflector", 5, 4],
  ]);
  for (const { outcome } of record.points) {
    if (outcome.status === "failed") throw new Error(outcome.reason);
    const { status, ...figures } = outcome;
    for (const [name, value] of Object.entries(figures)) expect(value, name).toBeGreaterThan(0);
    expect(outcome.proportionalBytes).toBeLessThanOrEqual(outcome.residentBytes);
  }
  for (const file of ["scale.json", "report.html"])
    expect(existsSync(join(resultsDir, "scale-bgp", record.run, file)), file).toBe(true);
});

it("refuses what the neighbour table cannot hold, before anything is made", async () => {
  const limit = Number(
    await docker(
      `run --rm --network host ${installation.images.probe} cat /proc/sys/net/ipv4/neigh/default/gc_thresh3`,
    ),
  );
  const { stderr, exitCode } = await underlay([
    "scale",
    "bgp",
    "--hosts",
    String(Math.ceil(Math.sqrt(limit)) + 1),
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`The kernel's neighbour table holds ${limit} entries`);
  expect(stderr).toContain("Add --tune");
});
