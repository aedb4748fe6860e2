import { expect, test } from "vitest";
import { type Judgement, judge } from "../../lib/claims/judge.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { claimNamed, runOf } from "../fixtures/claim-changes.ts";

type Accelerator = RunRecord["environment"]["accelerator"];

/** A run of a lab on VM hosts. */
function onVm(lab: string, accelerator: Accelerator = "tcg"): RunRecord {
  const run = runOf(lab);
  const environment = { ...run.environment, accelerator };
  return { ...run, run: `on-${accelerator}`, hostKind: "vm", environment };
}

const judged = (udp: RunRecord[], vxlan: RunRecord[]): Judgement =>
  judge(claimNamed("udp-copies"), {
    runs: { "lab-udp": { runs: udp }, "lab-vxlan": { runs: vxlan } },
    comparisons: [],
  });

const names = ({ runs }: Judgement): string[] => runs.map(({ lab, run }) => `${lab} ${run}`);

test("the newest runs are taken when they are of the same hardware", () => {
  const { verdict, ...rest } = judged(
    [onVm("lab-udp"), runOf("lab-udp")],
    [onVm("lab-vxlan"), runOf("lab-vxlan")],
  );
  expect(verdict).toBe("holds");
  expect(names({ verdict, ...rest })).toEqual(["lab-udp on-tcg", "lab-vxlan on-tcg"]);
});

test("older runs are taken when the newest ones are of different hardware", () => {
  const finding = judged([onVm("lab-udp"), runOf("lab-udp")], [runOf("lab-vxlan"), onVm("lab-vxlan", "kvm")]);
  expect(finding.verdict).toBe("holds");
  expect(names(finding)).toEqual([`lab-udp ${runOf("lab-udp").run}`, `lab-vxlan ${runOf("lab-vxlan").run}`]);
});

test.each([
  [[onVm("lab-udp")], [runOf("lab-vxlan")], "vm hosts (tcg) and on dind hosts", "vm"],
  [[runOf("lab-udp")], [onVm("lab-vxlan")], "dind hosts and on vm hosts (tcg)", "dind"],
  [[onVm("lab-udp")], [onVm("lab-vxlan", "kvm")], "vm hosts (tcg) and on vm hosts (kvm)", "vm"],
])("figures of different hardware are not compared (%#)", (udp, vxlan, places, kind) => {
  const { verdict, evidence } = judged(udp, vxlan);
  expect(verdict).toBe("unknown");
  expect(evidence.filter((fact) => fact.verdict === "unknown").map(({ shows }) => shows)).toEqual([
    `no: on ${places}, and figures of these are not compared; make runs with: npx underlay deploy lab-udp --host-kind ${kind} && npx underlay deploy lab-vxlan --host-kind ${kind}`,
  ]);
  // What one lab shows by itself is told all the same.
  expect(evidence.filter((fact) => fact.verdict === "holds")).toHaveLength(5);
});

/** A run of a lab on a machine with another processor. */
function elsewhere(lab: string): RunRecord {
  const run = runOf(lab);
  const environment = { ...run.environment, cpuModel: "another", cpus: 64 };
  return { ...run, run: "elsewhere", environment };
}

test("another processor is other hardware", () => {
  const [udp, vxlan] = [runOf("lab-udp"), runOf("lab-vxlan")];
  expect(names(judged([elsewhere("lab-udp"), udp], [vxlan, elsewhere("lab-vxlan")]))).toEqual([
    "lab-udp elsewhere",
    "lab-vxlan elsewhere",
  ]);
  const { verdict, evidence } = judged([elsewhere("lab-udp")], [vxlan]);
  expect(verdict).toBe("unknown");
  const { cpus, cpuModel } = vxlan.environment;
  expect(evidence.map(({ shows }) => shows)).toContainEqual(
    expect.stringContaining(
      `no: on dind hosts, 64 × another and on dind hosts, ${cpus} × ${cpuModel}, and figures of these are not compared`,
    ),
  );
});

test("a run that is missing is asked for on the hardware of the other one", () => {
  const { evidence } = judge(claimNamed("udp-copies"), {
    runs: { "lab-udp": { runs: [onVm("lab-udp")] } },
    comparisons: [],
  });
  expect(evidence[0]?.shows).toBe("no run yet; make one with: npx underlay deploy lab-vxlan --host-kind vm");
});

test("labs that are not set against each other may have run on any hardware", () => {
  const { verdict, runs } = judge(claimNamed("ipip"), {
    runs: {
      "lab-calico-ipip": { runs: [runOf("lab-calico-ipip")] },
      "lab-calico-routed-broken": { runs: [runOf("lab-calico-routed-broken")] },
    },
    comparisons: [],
  });
  expect([verdict, ...runs.map(({ hostKind }) => hostKind)]).toEqual(["holds", "vm", "dind"]);
});
