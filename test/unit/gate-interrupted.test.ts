import { expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { compare } from "../../lib/runtime/runs/compare.ts";
import { comparisonOf, iperfOf } from "../fixtures/comparison.ts";
import { declaration } from "../fixtures/declaration.ts";

const [lab, reference] = ["lab-new", "lab-old"];
const specOf = (name: string): LabSpec => ({
  ...resolveLab(declaration({ lab: name })),
  probes: [iperfOf({ streams: [1, 8] })],
});

/** Of whom the seventh turn is interrupted between its two samples. */
let interrupted = "";
let controller = new AbortController();
const turns = new Map<string, number>();

/** One stream and eight, the lab 5 % slower with both. */
function sample(name: string) {
  const [result] = comparisonOf({ [name]: [{ gigabits: name === lab ? 0.95 : 1 }] }).turns.flatMap(
    ({ results }) => results.filter(({ kind }) => kind === "iperf"),
  );
  if (result?.kind !== "iperf") throw new Error("no example of iperf");
  turns.set(name, 1 + (turns.get(name) ?? 0));
  if (name === interrupted && turns.get(name) === 7) controller.abort();
  const [one] = result.samples;
  const eight = controller.signal.aborted ? { status: "failed", reason: "it was ended" } : {};
  return { ...result, samples: [one, { ...one, streams: 8, ...eight }] };
}

vi.mock("../../lib/probes/run.ts", () => ({
  runProbe: async (_: object, bench: { lab: LabSpec }) => sample(bench.lab.name),
}));
vi.mock("../../lib/runtime/engine/environment.ts", () => ({ readEnvironment: async () => ({}) }));
vi.mock("../../lib/runtime/labs/topology.ts", () => ({ readTopology: async () => ({ hosts: [] }) }));
vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  withLabLocks: (_: string[], __: string, work: () => unknown) => work(),
}));
vi.mock("../../lib/runtime/runs/run-store.ts", () => {
  const store = { run: "x", folder: "x", writeRecord: async () => undefined, finish: async () => "x" };
  return { RunStore: { begin: async () => store } };
});

it.each([
  ["the lab", lab],
  ["its reference", reference],
])("a turn of %s that was cut off is kept, and judges nothing", async (_, name) => {
  [interrupted, controller] = [name, new AbortController()];
  turns.clear();
  const { record } = await compare({
    plan: {
      ...{ labs: [specOf(name === lab ? reference : lab), specOf(name)], probes: ["iperf"], rounds: 10 },
      hardware: { hostKind: "dind", accelerator: null, userNamespace: "none" },
    },
    ...{ installation: assumedInstallation, progress: () => undefined, signal: controller.signal },
    order: (labs) => labs,
    gate: {
      ...{ lab, reference, origin: null, judged: ["iperf/8"] },
      rule: { maxRegression: 0.05, error: 0.05, seconds: 600 },
    },
  });
  expect([record.status, record.turns.length]).toEqual(["interrupted", 14]);
  expect(record.gate?.verdict).toBe("inconclusive");
  for (const { loss } of [...(record.gate?.figures ?? []), ...(record.gate?.shown ?? [])])
    expect([loss.pairs, loss.missing]).toEqual([6, { lab: 0, reference: 0 }]);
});
