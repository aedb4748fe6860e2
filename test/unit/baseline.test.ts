import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json } from "../../lib/model/json.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { roundsText } from "../../lib/report/comparison/figures.ts";
import { gateText } from "../../lib/report/gate/text.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { aboutOf, baselineOf, differences, handMadePath, roundsIn } from "../../lib/results/gate/baseline.ts";
import { judge } from "../../lib/results/gate/judge.ts";
import {
  baselineFor,
  readBaseline,
  requireWorthKeeping,
  saveBaseline,
} from "../../lib/runtime/runs/baseline.ts";
import { exitCode } from "../../scripts/verbs/gate.ts";
import { gated, lab, measured, rule } from "../fixtures/baseline.ts";
import { comparisonOf, costOf, deployed, iperfOf } from "../fixtures/comparison.ts";

describe("a gate against a stored baseline", () => {
  it("passes on a machine that is slower in all, since both are set against a path made by hand", () => {
    expect(gated(0.5, 4).gate.verdict).toBe("pass");
  });

  it("finds a lab that carries less of what the machine does", () => {
    const record = gated(0.45, 40);
    expect(record.gate.verdict).toBe("regression");
    expect(gateText(record)).toContain("than base.json of 2026-11-26. Throughput, 1 stream: 10 % worse");
    expect(gateText(record).replace(/\s+/g, " ")).toContain("are ratios to such a path");
  });

  it("has no more pairs than the baseline has rounds", () => {
    const then = baselineOf(measured(0.5, 10, 3));
    expect(roundsIn(then)).toBe(3);
    const question = { lab, reference: handMadePath, origin: null, rule, judged: ["iperf/1"] };
    const baseline = { about: aboutOf(then, []), figures: then.labs[0]?.figures ?? {} };
    const { figures, verdict } = judge(measured(0.5, 10), { ...question, baseline });
    expect([figures[0]?.loss.pairs, verdict]).toEqual([3, "inconclusive"]);
    // The path's turns are not the labs'.
    expect(roundsText(measured(0.5, 10, 3))).toBe("3 rounds");
  });

  it("is incomparable where conditions differ, names them, and exits as what measured nothing", () => {
    const then = baselineOf(measured(0.5, 10));
    const conditions = { ...then, mtu: 1450, impairments: [] };
    expect(differences(conditions, conditions)).toEqual([]);
    const other = {
      ...{ hostKind: "dind", mtu: 1400, impairments: [] },
      environment: { ...then.environment, kernel: "9.9.9", accelerator: null },
    };
    const found = differences(conditions, other);
    expect(found.map((text) => text.split(" ")[0])).toEqual(["host", "acceleration", "kernel", "MTU"]);
    const record = gated(0.5, 10, found);
    expect([record.gate.verdict, exitCode(record.gate.verdict)]).toEqual(["incomparable", 2]);
    expect(gateText(record).replace(/\s+/g, " ")).toContain("MTU 1450 then, 1400 now");
    expect(comparisonRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it("counts no round in which the lab had no turn, although the path had one", () => {
    const then = baselineOf(measured(0.475, 10));
    const now = measured(0.45, 10);
    const turns = now.turns.filter((turn) => turn.round <= (turn.lab === lab ? 6 : 7));
    const question = { lab, reference: handMadePath, origin: null, judged: ["iperf/1"] };
    const baseline = { about: aboutOf(then, []), figures: then.labs[0]?.figures ?? {} };
    const { figures } = judge({ ...now, turns }, { ...question, rule, baseline });
    expect(figures[0]?.loss).toMatchObject({ pairs: 6, missing: { lab: 0, reference: 0 } });
    const halved = baselineOf({ ...now, turns });
    expect(halved.labs[0]?.figures["iperf/1"]).toEqual([...Array(6).fill(expect.closeTo(0.45, 9)), null]);
  });

  it("judges rounds in which the lab alone has no figure, now or then, and leaves out those in which the path has none", () => {
    const rounds = (...shares: (number | null)[]) => {
      const each = (figures: readonly (number | null)[]) => figures.map((gigabits) => ({ gigabits }));
      const path = shares.map((_, round) => (round === 9 ? null : 10));
      const record = comparisonOf({ [lab]: each(shares), [handMadePath]: each(path) });
      return { ...record, labs: record.labs.filter(({ name }) => name === lab) };
    };
    const sound = Array<number>(20).fill(5);
    const failing = sound.map((share, round) => (round % 3 === 0 ? share : null));
    const judged = (before: ReturnType<typeof rounds>, now: ReturnType<typeof rounds>) => {
      const then = baselineOf(before);
      const question = { lab, reference: handMadePath, origin: null, rule, judged: ["iperf/1"] };
      const baseline = { about: aboutOf(then, []), figures: then.labs[0]?.figures ?? {} };
      const { verdict, figures } = judge(now, { ...question, baseline });
      return [verdict, figures[0]?.loss.pairs, figures[0]?.loss.missing];
    };
    expect(judged(rounds(...sound), rounds(...sound))).toEqual(["pass", 19, { lab: 0, reference: 0 }]);
    expect(judged(rounds(...sound), rounds(...failing))).toEqual([
      ...["regression", 6, { lab: 13, reference: 0 }],
    ]);
    expect(judged(rounds(...failing), rounds(...sound))).toEqual([
      ...["improvement", 6, { lab: 0, reference: 13 }],
    ]);
    expect(judged(rounds(...failing), rounds(...failing))).toEqual([
      ...["inconclusive", 6, { lab: 0, reference: 0 }],
    ]);
  });

  it("is not kept from judging by another CPU", () => {
    const then = { ...baselineOf(measured(0.5, 10)), mtu: 1450, impairments: [] };
    const faster = { ...then.environment, cpuModel: "Another", cpus: 64 };
    expect(differences(then, { ...then, environment: faster })).toEqual([]);
  });
});

describe("a baseline's file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "underlay-baseline-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (content: string) => {
    const file = join(folder, "base.json");
    await writeFile(file, content);
    return file;
  };

  it("is read back as it was saved", async () => {
    const file = join(folder, "saved.json");
    const record = measured(0.5, 10);
    await saveBaseline(file, record);
    expect(await readBaseline(file)).toEqual(baselineOf(record));
    // Earlier versions kept no impairments.
    const labs = baselineOf(record).labs.map(({ impairments: _, ...own }) => own);
    const earlier = await readBaseline(await written(json({ ...baselineOf(record), labs })));
    expect(earlier.labs[0]?.impairments).toBeNull();
  });

  it.each([
    [
      "was interrupted",
      { ...measured(0.5, 10), status: "interrupted" as const },
      "the comparison was interrupted",
    ],
    [
      "decides nothing",
      measured(0.5, 10, 3),
      "lab-a has 3 rounds with all figures, and a gate takes 7 at least",
    ],
  ])("stays as it is when what would be saved %s", async (_, record, message) => {
    const file = await written("kept");
    await expect(saveBaseline(file, record)).rejects.toThrow(`${file} is left as it is: ${message}`);
    expect(await readFile(file, "utf8")).toBe("kept");
  });

  it("is not measured for where no gate could be set against it", () => {
    const own = deployed(lab, { probes: [costOf(), iperfOf({ streams: [1] })] }).lab as LabSpec;
    const plan = (name: string, rounds: number) => ({
      ...{ labs: [own], probes: [name], rounds },
      hardware: { hostKind: "dind", accelerator: null, userNamespace: "all" as const },
    });
    requireWorthKeeping(plan("iperf", 7));
    expect(() => requireWorthKeeping(plan("iperf", 6))).toThrow(
      "6 rounds let nothing pass: a gate takes 7 at least",
    );
    expect(() => requireWorthKeeping(plan("cost", 30))).toThrow(
      /gates judge none of the figures cost\/agent, /,
    );
  });

  it.each([
    ["is none", "{}", "is no baseline"],
    ["was cut off", '{"kind": "underlay baseline", "sch', "is no baseline"],
    [
      "is newer",
      json({ kind: "underlay baseline", schema: 2 }),
      "of format 2; this version of Underlay reads format 1",
    ],
    ["is damaged", json({ kind: "underlay baseline", schema: 1 }), "is damaged: savedAt"],
  ])("that %s is refused", async (_, content, message) => {
    await expect(readBaseline(await written(content))).rejects.toThrow(message);
  });

  it("that is not there is refused", async () => {
    await expect(readBaseline(join(folder, "none.json"))).rejects.toThrow("The baseline cannot be read");
  });

  it("of other labs or probes is refused by name", () => {
    const record = measured(0.5, 10);
    const stored = baselineOf(record);
    expect(baselineFor(lab, stored, "base.json", stored.probes).lab).toBe(lab);
    expect(() => baselineFor("lab-b", stored, "base.json", [])).toThrow('base.json has no lab "lab-b"');
    const longer = stored.probes.map((probe) => ({ ...probe, seconds: 9 }));
    expect(() => baselineFor(lab, stored, "base.json", longer)).toThrow(
      "has no figures of iperf as it is measured",
    );
  });
});
