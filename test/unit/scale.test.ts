import { describe, expect, it } from "vitest";
import { growth } from "../../lib/report/scale/figures.ts";
import { scaleReport } from "../../lib/report/scale/report.ts";
import { fitPower } from "../../lib/scale/fit.ts";
import {
  crowd,
  crowdWarning,
  parseNeighbourTable,
  raised,
  tooSmall,
} from "../../lib/scale/neighbour-table.ts";
import { pointsOf, readRequest } from "../../lib/scale/point.ts";
import { rackPlan } from "../../lib/scale/rack-plan.ts";
import { readOutcome, type ScaleRecord, scaleRecord } from "../../lib/scale/record.ts";
import { metrics, statisticsOf, summaryOf } from "../../lib/scale/summary.ts";
import { figures, modes, record } from "../fixtures/scale.ts";

describe("what is asked", () => {
  it("becomes points, of which modes take turns", () => {
    const points = pointsOf({ modes, hosts: [10, 25], repeat: 2 });
    expect(points).toHaveLength(8);
    expect(points.map(({ mode }) => mode)).toEqual([...modes, ...modes, ...modes, ...modes]);
    expect(points.map(({ hosts, repeat }) => [hosts, repeat]).slice(0, 5)).toEqual([
      [10, 1],
      [10, 1],
      [10, 2],
      [10, 2],
      [25, 1],
    ]);
  });

  it("is read as typed", () => {
    expect(readRequest({ modes: "full-mesh", hosts: "2, 1000", repeat: "1" })).toEqual({
      modes: ["full-mesh"],
      hosts: [2, 1000],
      repeat: 1,
    });
  });

  it("is refused with everything that is wrong", () => {
    const complaint = () => readRequest({ modes: "ful-mesh", hosts: "1,1001,x,2.5,,5,5", repeat: "0" });
    expect(complaint).toThrow(
      'There is no mode "ful-mesh" to scale; did you mean "full-mesh"? Known: full-mesh, route-reflector.',
    );
    for (const count of ["1", "1001", "x", "2.5", ""])
      expect(complaint).toThrow(
        `"${count}" is not a number of hosts that can be measured. Use whole numbers from 2 to 1000.`,
      );
    expect(complaint).toThrow(
      "The number of hosts 5 is asked for twice. Name it once; --repeat measures it again.",
    );
    expect(complaint).toThrow(
      'Points cannot be measured "0" times. Use a whole number from 1 to 100 with --repeat.',
    );
  });
});

describe("the plan of a point", () => {
  it("has N(N-1)/2 sessions in a mesh and N-1 with a reflector, and a neighbour for each end", () => {
    expect(rackPlan({ mode: "full-mesh", hosts: 50 })).toMatchObject({ sessions: 1225, neighbours: 2450 });
    expect(rackPlan({ mode: "route-reflector", hosts: 50 })).toMatchObject({ sessions: 49, neighbours: 98 });
  });

  it("tells the rack each host's address, block and sessions", () => {
    const { files } = rackPlan({ mode: "route-reflector", hosts: 3 });
    expect(Object.keys(files).sort()).toEqual(["1.conf", "2.conf", "3.conf", "hosts"]);
    expect(files.hosts).toBe(
      "100.127.0.1/16 10.240.1.0/26 2\n100.127.0.2/16 10.240.2.0/26 1\n100.127.0.3/16 10.240.3.0/26 1\n",
    );
  });

  it("configures BIRD as labs do, with the host's own block and times in seconds", () => {
    const { files } = rackPlan({ mode: "full-mesh", hosts: 300 });
    const configuration = files["300.conf"] ?? "";
    expect(configuration).toMatch(
      /^timeformat protocol "%s\.%6f";\ntimeformat route "%s\.%6f";\n# Calico node host300/,
    );
    expect(configuration).toContain("  ipv4;\n  route 10.241.44.0/26 blackhole;\n}");
    expect(configuration).not.toContain("include");
    expect(configuration.match(/^protocol bgp Mesh_/gm)).toHaveLength(299);
  });
});

describe("the neighbour table", () => {
  const table = parseNeighbourTable(
    "128\n512\n1024\n0000001e 000001e3 00000003\n0000001e 00000299 0000000a\n",
  );

  it("is read as the kernel shows it", () => {
    expect(table).toEqual({ entries: 30, thresholds: [128, 512, 1024], refused: 13 });
    expect(() => parseNeighbourTable("128\n")).toThrow("the neighbour table's limits cannot be read: 128");
  });

  it("is enlarged for what is needed and never made smaller", () => {
    expect(raised(2480, table.thresholds)).toEqual([2480, 4960, 9920]);
    expect(raised(10, [128, 512, 1024])).toEqual([128, 512, 1024]);
    expect(raised(10, [128, 512, 1024], 4096)).toEqual([128, 2048, 4096]);
    expect([crowdWarning(1024), crowdWarning(crowd)]).toEqual([
      expect.stringContaining("(1024 entries)"),
      null,
    ]);
  });

  it("is refused with need, limit and fix when it is too small", () => {
    expect(tooSmall(1024, table)).toBeNull();
    expect(tooSmall(2480, table)).toBe(
      "The kernel's neighbour table holds 1024 entries for all network namespaces together (net.ipv4.neigh.default.gc_thresh3), and the largest point needs 2480, 30 of which are there already. Beyond the limit sessions would stay down for no visible reason. Add --tune to have the limit raised while this runs, raise it yourself on the engine's machine with \"sysctl -w net.ipv4.neigh.default.gc_thresh3=9920\", or measure fewer hosts.",
    );
  });
});

describe("what the rack prints", () => {
  it("is a point's figures, or why it has none", () => {
    expect(readOutcome(JSON.stringify(figures(3)), 3)).toEqual(figures(3));
    expect(readOutcome('{"status":"failed","reason":"after 60 s"}', 3)).toEqual({
      status: "failed",
      reason: "after 60 s",
    });
  });

  it.each([
    ["", "the rack did not print the figures that are expected, but: nothing"],
    ["bash: no such file", "the rack did not print the figures that are expected, but: bash: no such file"],
    ['{"status":"ok"}', 'the rack did not print the figures that are expected, but: {"status":"ok"}'],
    [JSON.stringify(figures(2)), "2 of 3 sessions were Established at the end"],
  ])("is a failure where it does not fit: %s", (printed, reason) => {
    expect(readOutcome(printed, 3)).toEqual({ status: "failed", reason });
  });
});

describe("the fitted exponent", () => {
  /** Two samples at each number of hosts. */
  const twice = (sizes: readonly number[], y: (n: number) => number) =>
    [...sizes, ...sizes].map((n) => ({ n, y: y(n) }));

  it("is the power of N that figures follow", () => {
    const square = twice([10, 20, 40], (n) => 3 * n ** 2);
    expect(fitPower(square)?.exponent).toBeCloseTo(2, 10);
    expect(fitPower(square)?.r2).toBeCloseTo(1, 10);
    expect(fitPower(twice([10, 20, 40], () => 7))).toEqual({ exponent: 0, r2: null });
  });

  it("takes what was measured once as well, where enough was repeated", () => {
    const points = [...twice([10, 20, 40], (n) => n), { n: 80, y: 8000 }];
    expect(fitPower(points)?.exponent).toBeGreaterThan(1.5);
  });

  it.each([
    ["nothing", []],
    ["one number of hosts", twice([10], (n) => n)],
    ["two numbers of hosts, through which a line always goes", twice([10, 20], (n) => n ** 2)],
    ["no repeats", [10, 20, 40, 80].map((n) => ({ n, y: n ** 2 }))],
    ["repeats at two of three", [...twice([10, 20], (n) => n), { n: 40, y: 40 }]],
    ["none above zero", twice([10, 20, 40], () => 0)],
    // Without the samples that are too small to be counted, the others would show too much.
    ["a sample of zero at one of three", [...twice([10, 20, 40], (n) => n), { n: 10, y: 0 }]],
  ])("is not told of %s", (_, points) => expect(fitPower(points)).toBeNull());
});

describe("how figures grew", () => {
  const measured = (hosts: readonly number[], repeat: number): ScaleRecord => ({
    ...record,
    modes: ["full-mesh"],
    hosts: [...hosts],
    repeat,
    points: record.points.filter(
      (point) => point.mode === "full-mesh" && hosts.includes(point.hosts) && point.repeat <= repeat,
    ),
  });
  const wanted = "they take three numbers of hosts that were measured twice or more";

  it("is not told of two numbers of hosts, nor without repeats", () => {
    expect(growth(measured([10, 20], 2))).toEqual([
      `No exponents of full-mesh: ${wanted}, and there are 2 of 2 (10, 20).`,
    ]);
    expect(growth(measured([10, 20, 40], 1))).toEqual([
      `No exponents of full-mesh: ${wanted}, and there is none of 3.`,
    ]);
  });

  it("is told by the exponents where there is enough, and of which figure there is not", () => {
    const none = measured([10, 20, 40], 2);
    for (const { outcome } of none.points) if (outcome.status === "ok") outcome.cpuSeconds = 0;
    const lines = growth(none);
    expect(lines[0]).toBe("With N hosts, sessions grew as N^2.06 in full-mesh.");
    expect(lines).toContain(
      "With N hosts, BIRD's CPU time grew by no power of N that is known in full-mesh (too few numbers of hosts with figures above zero).",
    );
    expect(lines).toHaveLength(metrics.length);
  });
});

describe("the record", () => {
  it("fits its schema", () => expect(scaleRecord.parse(record)).toEqual(record));

  it("sums repeats up, and counts failed ones as failed", () => {
    const [mesh] = summaryOf(record);
    expect(mesh).toMatchObject({ mode: "full-mesh", hosts: 10, failed: 0 });
    const sessions = metrics.find(({ key }) => key === "sessions");
    const last = summaryOf(record).at(-1);
    if (!last || !sessions) throw new Error("no summary");
    expect(statisticsOf(last, sessions)).toMatchObject({ n: 0, failed: 2, median: null });
  });

  it("is shown with figures, exponents, charts and the reason of what failed", async () => {
    const page = await scaleReport(record);
    expect(page).toContain("With N hosts, sessions grew as N^2.06 in full-mesh.");
    expect(page).toContain(
      "No exponents of route-reflector: they take three numbers of hosts that were measured twice or more, and there are 2 of 3 (10, 20).",
    );
    expect(page).toContain("route-reflector, 40 hosts, repeat 1: after 60 s host1 has 1 of 39 sessions");
    expect(page.match(/<svg /g)).toHaveLength(metrics.length);
    expect(page).toContain("<td>no figure</td>");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(await scaleReport(record)).toBe(page);
  });
});
