import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import type { Impairment } from "../../lib/model/impairment.ts";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { json } from "../../lib/model/json.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { comparedProbe } from "../../lib/results/comparison/compared.ts";
import { turnProbes } from "../../lib/results/comparison/plan.ts";
import { type Baseline, baselineOf, handMadePath } from "../../lib/results/gate/baseline.ts";
import type { GateQuestion } from "../../lib/results/gate/judge.ts";
import { compareLabs } from "../../lib/runtime/runs/compare-labs.ts";
import { gate } from "../../lib/runtime/runs/gate.ts";
import { comparisonOf, iperfOf } from "../fixtures/comparison.ts";
import { declaration } from "../fixtures/declaration.ts";

const copy: LabSpec = {
  ...resolveLab(declaration({ lab: "lab-a", instance: 2 })),
  probes: [iperfOf({ streams: [1] })],
};
const record = comparisonOf({
  "lab-a-2": Array(10).fill({ gigabits: 5 }),
  [handMadePath]: Array(10).fill({ gigabits: 10 }),
});
const hardware = { hostKind: record.hostKind, accelerator: null, userNamespace: "none" };

/** What is set on an interface of the lab that is up; null where its machine does not answer. */
let inPlace: Impairment | null = null;

/** What was deployed as it was at a commit, which labs were held against their files, and what was asked of rounds. */
const done: { at: object[]; checked: string[]; asked: { plan: object; gate: GateQuestion }[] } = {
  ...{ at: [], checked: [], asked: [] },
};

vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async () => copy,
}));
vi.mock("../../lib/runtime/labs/topology.ts", () => ({
  readTopology: async () => {
    const topology = structuredClone(record.labs[0]?.topology);
    const [place] = topology?.hosts[0]?.interfaces ?? [];
    if (place) place.impairment = inPlace;
    return topology;
  },
}));
vi.mock("../../lib/runtime/engine/environment.ts", () => ({
  readEnvironment: async () => record.environment,
}));
vi.mock("../../lib/runtime/engine/free-instance.ts", () => ({ firstFreeInstance: () => 3 }));
vi.mock("../../lib/runtime/engine/objects.ts", () => ({ engineObjects: async () => ({}) }));
vi.mock("../../lib/runtime/runs/as-declared.ts", () => ({
  requireAsDeclared: async (names: string[]) => void done.checked.push(...names),
}));
vi.mock("../../lib/runtime/runs/candidates.ts", () => ({
  candidates: async () => [],
  planOf: async ({ labs, rounds }: { labs: string[]; rounds: number }) => {
    if (labs.includes("lab-b")) throw new Error("planned");
    return { labs: [copy], hardware, probes: ["iperf"], rounds };
  },
}));
vi.mock("../../lib/runtime/runs/compare.ts", () => ({
  measuringAlone: (_: string, work: () => unknown) => work(),
  compare: async (asked: (typeof done.asked)[number]) => void done.asked.push(asked),
  conclude: async () => undefined,
}));
vi.mock("../../lib/runtime/runs/git-reference.ts", () => ({
  resolveRef: async (ref: string) => ({ ref, commit: "1a2b3c4d5e6f", labs: "labs" }),
  withLabAt: async (_: object, options: object) => void done.at.push(options),
}));
vi.mock("../../lib/runtime/runs/hand-made-path.ts", () => ({
  withHandMadePath: (_: object, __: object, work: (path: object) => unknown) => work({}),
}));
vi.mock("../../lib/runtime/runs/labs-up.ts", () => ({
  withLabsUp: (_: string[], __: object, work: () => unknown) => work(),
}));

const options = {
  ...{ only: undefined, hostKind: undefined, judge: undefined, installation: assumedInstallation },
  ...{ maxRegression: 0.05, confidence: 0.95, budget: 600, signal: new AbortController().signal },
};

beforeEach(() => {
  Object.assign(done, { at: [], checked: [], asked: [] });
  inPlace = { rate: 100_000 };
});

/** A gate against what was saved of the lab while nothing impaired it. */
async function againstSaved(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "underlay-gate-"));
  const file = join(folder, "base.json");
  const probes = turnProbes(copy, ["iperf"]).map((spec) => comparedProbe.parse(spec));
  const saved: Baseline = { ...baselineOf(record), probes };
  const labs = saved.labs.map((lab) => ({ ...lab, mtu: copy.mode.mtu }));
  await writeFile(file, json({ ...saved, labs }));
  const against = { baseline: file };
  try {
    await gate("lab-a-2", { ...options, against }, async () => undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const compared = (path: boolean, ...labs: string[]) =>
  compareLabs({ ...options, labs, rounds: 10, twin: false, quick: path, path }, async () => undefined);

it("a numbered copy is set against the lab whose copy it is, as a copy with the next number", async () => {
  expect(copy.name).toBe("lab-a-2");
  await gate("lab-a-2", { ...options, against: { ref: "main" } }, async () => undefined);
  expect(done.at).toEqual([expect.objectContaining({ lab: "lab-a", instance: 3 })]);
});

it("a lab that was impaired since its baseline was saved is measured against nothing, and that is said", async () => {
  await againstSaved();
  const [asked] = done.asked;
  expect(asked?.gate.baseline?.about.differences).toEqual([
    expect.stringMatching(/^impairments none then, rate 100000 kbit\/s on \w+ now$/),
  ]);
  expect(asked?.plan).toMatchObject({ rounds: 0 });
});

it("a lab that does not say how it is impaired is neither held against a baseline nor kept as one", async () => {
  inPlace = null;
  const refusal =
    "lab-a-2 does not say how it is impaired: no answer of host1. Look with: npx underlay inspect";
  await expect(againstSaved()).rejects.toThrow(refusal);
  await expect(compared(true, "lab-a-2")).rejects.toThrow(refusal);
  expect(done.asked).toEqual([]);
  await compared(false, "lab-a-2");
  expect(done.asked).toHaveLength(1);
});

it("what is kept for later gates is of labs that are as their files say; a comparison takes them as they are", async () => {
  const labs = ["lab-a", "lab-b"];
  await expect(compared(false, ...labs)).rejects.toThrow("planned");
  expect(done.checked).toEqual([]);
  await expect(compared(true, ...labs)).rejects.toThrow("planned");
  expect(done.checked).toEqual(["lab-a", "lab-b"]);
});
