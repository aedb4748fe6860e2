import { describe, expect, it } from "vitest";
import { kindOf, kinds, probeResult } from "../../lib/probes/kinds.ts";
import { declareProbe } from "../../lib/probes/problems.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { benchOf } from "../fixtures/bench.ts";
import { declaration } from "../fixtures/declaration.ts";
import { sound } from "../fixtures/probes.ts";

/** What holds for every kind of probe: a new one is tested by being listed. */

it("every kind has a name of its own", () => {
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
  expect(() => kindOf({ kind: "netperf" })).toThrow(
    /^there is no kind of probe "netperf"; known: iperf, ping, /,
  );
});

describe.each(Object.values(sound))("a probe of kind $kind", (spec) => {
  it("that measured nothing is failed with the reason, and can be recorded and read out", async () => {
    const bench = benchOf({
      exec: () => {
        throw new Error("the wheel has come off");
      },
    });
    const result = await runProbe(spec, bench);
    expect(result).toMatchObject({ kind: spec.kind, name: spec.name, status: "failed" });
    expect(result.reason).toContain("the wheel has come off");
    expect(probeResult.parse(result)).toEqual(result);
    const { reading, comparison } = kindOf(result);
    expect(reading.commands(result).every(({ what }) => what !== "")).toBe(true);
    expect(reading.files(result).every(({ path }) => path.startsWith("raw/"))).toBe(true);
    if (!comparison) return;
    expect(comparison.hasFigure(result)).toBe(false);
    expect(comparison.metrics(spec).map(({ read }) => read(result))).toEqual(
      comparison.metrics(spec).map(() => null),
    );
  });

  it("without its machine is failed for that, whatever it measured", async () => {
    const needs = ["from" in spec, "on" in spec].some((needed) => needed);
    const bench = benchOf({ absence: (machine) => `${machine} is gone.` });
    const { status, reason } = await runProbe(spec, bench);
    if (needs)
      expect({ status, reason }).toEqual({
        status: "failed",
        reason: expect.stringMatching(/^host1 is gone\./),
      });
  });

  it("is no longer and is allowed where it is asked for quickly", () => {
    const kind = kindOf(spec);
    const quick = kind.quick?.(spec) ?? spec;
    expect(kind.seconds?.(quick) ?? 0).toBeLessThanOrEqual(kind.seconds?.(spec) ?? 0);
    expect(declareProbe("lab-test/probe", quick).problems(declaration())).toEqual([]);
  });

  it("has settings that its comparison keeps, and one sample in a round", () => {
    const { comparison } = kindOf(spec);
    if (!comparison) return;
    expect(comparison.settings.parse(spec)).toEqual(comparison.settings.parse(comparison.once(spec)));
    expect(comparison.inWords(spec)).not.toBe("");
    const keys = comparison.metrics(spec).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
