import { describe, expect, it } from "vitest";
import { historyRun } from "../../lib/history/history-run.ts";
import type { Unit } from "../../lib/probes/comparison.ts";
import { kindOf } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { csv } from "../../lib/report/history/csv.ts";
import { openMetrics } from "../../lib/report/history/openmetrics.ts";
import { benchOf } from "../fixtures/bench.ts";
import { day, histories, runAt, slowedDown } from "../fixtures/history.ts";
import { sound } from "../fixtures/probes.ts";
import { vxlanRunWithoutFigures } from "../fixtures/run.ts";

const two = [
  historyRun(runAt(day(2), 0.5, { status: "failed" })),
  historyRun(runAt(day(1))),
  historyRun({ ...vxlanRunWithoutFigures(), status: "interrupted", finishedAt: "2026-03-02T09:15:00.000Z" }),
];

it("has a line of CSV for each figure that a run has, oldest run first", () => {
  const lines = csv(two).split("\r\n");
  expect(lines.slice(0, 2)).toEqual([
    "lab,run,started_at,status,host_kind,accelerator,user_namespace,cpu,kernel,underlay,probe,figure,title,settings,unit,better,samples,median,min,max",
    'lab-vxlan,20260301T091504Z,2026-03-01T09:15:04.112Z,passed,dind,,none,2 × AMD EPYC 7B13,6.1.0-28-amd64,0.1.0,iperf,1,"Throughput, 1 stream",samples of 4 s after 1 s,bit/s,more,3,10481220000,10207410000,10743950000',
  ]);
  // Four figures of each run but the one that measured nothing, the head, and the end of the last line.
  expect(lines.length).toBe(2 * 4 + 2);
});

describe("OpenMetrics", () => {
  it("has base units, labels that tell figures apart, and the time of each run", () => {
    const lines = openMetrics(two).split("\n");
    const labels =
      'lab="lab-vxlan",host_kind="dind",accelerator="none",user_namespace="none",cpu="2 × AMD EPYC 7B13"';
    expect(lines.slice(0, 5)).toEqual([
      "# TYPE underlay_run_passed gauge",
      "# HELP underlay_run_passed Whether all probes and claims of the run passed.",
      `underlay_run_passed{${labels}} 1 1772356504.112`,
      `underlay_run_passed{${labels}} 0 1772442904.112`,
      "# TYPE underlay_run_duration_seconds gauge",
    ]);
    expect(lines).toContain(
      `underlay_round_trip_time_seconds{${labels},probe="ping",figure="rtt",settings="",statistic="median"} 0.0001125 1772356504.112`,
    );
    expect(lines).toContain("# UNIT underlay_throughput_bits_per_second bits_per_second");
    expect(lines.slice(-2)).toEqual(["# EOF", ""]);
  });

  // What 2 of each unit are as OpenMetrics has them.
  const twoOf: Readonly<Record<Unit, readonly [unit: string, value: string]>> = {
    "bit/s": ["bits_per_second", "2"],
    "s/GB": ["seconds_per_gigabyte", "2"],
    "%": ["ratio", "0.02"],
    µs: ["seconds", "0.000002"],
    ms: ["seconds", "0.002"],
    s: ["seconds", "2"],
    bytes: ["bytes", "2"],
    packets: ["packets", "2"],
    "packets/s": ["packets_per_second", "2"],
  };

  it("has base units of every figure that any kind of probe has", async () => {
    const exec = () => {
      throw new Error("nothing answers");
    };
    const figures = Object.values(sound).map(async (spec) => {
      const { comparison, reading } = kindOf(spec);
      const failed = await runProbe(spec, benchOf({ exec }));
      return [...(comparison?.metrics(spec) ?? []), ...(reading.figures?.(failed) ?? [])];
    });
    const all = (await Promise.all(figures)).flat();
    expect(new Set(all.map(({ unit }) => unit))).toEqual(new Set(Object.keys(twoOf)));
    for (const { key, title, unit, quantity, better } of all) {
      const figure = { ...{ key, title, unit, quantity, better }, settings: "", values: [2] };
      const run = { ...historyRun(runAt(day(1))), figures: [{ ...figure, probe: "probe", id: "probe" }] };
      const [name, value] = twoOf[unit];
      const lines = openMetrics([run]).split("\n");
      expect(lines).toContainEqual(
        expect.stringMatching(new RegExp(`^underlay_[a-z_]+_${name}\\{.*statistic="median"\\} ${value} `)),
      );
    }
  });

  it("has no sample of what was not measured: neither of a status that is neither, nor of a time that the clock lost", () => {
    const [, , without] = two;
    expect(openMetrics(without ? [without] : [])).toBe("# EOF\n");
  });

  it("keeps points of a series apart that began at once", () => {
    const run = historyRun(runAt(day(1)));
    const times = openMetrics([run, { ...run, run: `${run.run}-2` }])
      .split("\n")
      .filter((line) => line.startsWith("underlay_run_passed"))
      .map((line) => line.split(" ").at(-1));
    expect(times).toEqual(["1772356504.112", "1772356504.113"]);
  });

  // The specification's grammar (OpenMetrics 1.0, "ABNF"), as far as gauges need it. Prometheus' own Python parser reads the same text.
  const value = String.raw`"(?:[^"\\\n]|\\["\\n])*"`;
  const label = `[a-zA-Z_][a-zA-Z0-9_]*=${value}`;
  const line = new RegExp(
    `^(?:# (?:TYPE ([a-z_:]+) gauge|UNIT [a-z_:]+ [a-z_]+|HELP [a-z_:]+ .*)|([a-z_:]+)\\{${label}(?:,${label})*\\} -?[0-9.e+-]+ [0-9.]+)$`,
  );

  it("keeps to the grammar, each family in one piece behind its type", () => {
    const hostile = historyRun(runAt(day(50), 1, { name: 'a "b" \\ {c="d"}\nx 1' }));
    const text = openMetrics([...histories(slowedDown()), hostile]);
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    const read = text
      .split("\n")
      .slice(0, -2)
      .map((each) => line.exec(each) ?? each);
    expect(read.filter((each) => typeof each === "string")).toEqual([]);
    const families = read.flatMap((each) => each[1] ?? []);
    expect(new Set(families).size).toBe(families.length);
    let family = "";
    for (const [, type, sample] of read) {
      family = type ?? family;
      if (sample) expect(sample).toBe(family);
    }
    // 41 runs: passed, duration, and three statistics of four figures.
    expect(read.filter((each) => each[2]).length).toBe(41 * (2 + 3 * 4));
  });
});
