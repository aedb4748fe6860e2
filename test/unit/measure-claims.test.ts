import { beforeEach, describe, expect, it, vi } from "vitest";
import { claims } from "../../lib/claims/claims.ts";
import { judge } from "../../lib/claims/judge.ts";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import { measureClaims } from "../../lib/runtime/runs/measure-claims.ts";
import { claimNamed, latest, runOf } from "../fixtures/claim-changes.ts";

const done: string[] = [];
/** Labs that do not come up, and labs that this machine cannot run at all. */
const [broken, hindered] = [new Set<string>(), new Map<string, string>()];
let controller = new AbortController();
let interruptAt = "";

vi.mock("../../lib/runtime/labs/carried.ts", () => ({ whatHinders: async () => hindered }));
vi.mock("../../lib/runtime/labs/presence.ts", () => ({
  requireDeployed: async (name: string) => ({ name, probes: [] }),
}));
/** Brings labs up, or fails to. */
function bringUp(names: readonly string[], hostKind: string | undefined): void {
  done.push([...names, ...(hostKind ? [`on ${hostKind}`] : [])].join(" "));
  const bad = names.find((name) => broken.has(name));
  if (bad) throw new Error(`${bad} is broken`);
}
vi.mock("../../lib/runtime/runs/labs-up.ts", () => ({
  withLabsUp: async (names: string[], options: { hostKind?: string }, work: () => unknown) => {
    bringUp(names, options.hostKind);
    return work();
  },
}));
vi.mock("../../lib/runtime/runs/run-probes.ts", () => ({
  runProbes: async ({ lab }: { lab: { name: string } }) => {
    if (lab.name === interruptAt) controller.abort();
    return { record: runOf(lab.name) };
  },
}));
vi.mock("../../lib/runtime/runs/compare-labs.ts", () => ({
  compareLabs: async (
    { labs, hostKind }: { labs: string[]; hostKind?: string },
    tell: (compared: object) => Promise<void>,
  ) => {
    bringUp(labs, hostKind);
    const has = (lab: string) => (record: ComparisonRecord) => record.labs.some((each) => each.lab === lab);
    await tell({ record: latest().comparisons.find((record) => labs.every((lab) => has(lab)(record))) });
  },
}));

const said: string[] = [];
const measured = (...ids: string[]) =>
  measureClaims(ids.length > 0 ? ids.map(claimNamed) : claims, {
    installation: assumedInstallation,
    progress: (text) => said.push(text),
    signal: controller.signal,
  });

beforeEach(() => {
  for (const list of [done, said]) list.length = 0;
  for (const set of [broken, hindered]) set.clear();
  [controller, interruptAt] = [new AbortController(), ""];
});

describe("what claims need", () => {
  it("is measured lab by lab, each once, and then in turns, so that all can be judged", async () => {
    const known = await measured();
    expect(done.slice(0, 3)).toEqual(["lab-veth", "lab-bridge", "lab-udp"]);
    expect(new Set(done).size).toBe(done.length);
    expect(done.slice(-3)).toEqual([
      "lab-calico-ipip lab-vxlan-routed on vm",
      "lab-host-gw lab-calico-mesh lab-vxlan lab-udp",
      "lab-calico-gateway lab-calico-ipip on vm",
    ]);
    expect(known.taken).toBe(done.length);
    expect(claims.filter((claim) => judge(claim, known).verdict !== "holds")).toEqual([]);
  });

  it("is told with the reason where it cannot be run here, and is not begun", async () => {
    hindered.set("lab-calico-ipip", "The engine's kernel lacks kernel:ipip");
    const known = await measured("ipip", "ipip-vxlan", "veth-pair");
    expect(done).toEqual(["lab-calico-routed-broken", "lab-veth"]);
    expect(said.filter((text) => text.startsWith("not here: "))).toEqual([
      "not here: lab-calico-ipip: The engine's kernel lacks kernel:ipip",
      "not here: lab-calico-ipip, lab-vxlan-routed: The engine's kernel lacks kernel:ipip",
    ]);
    expect(known.lacking.map(({ labs }) => labs.length)).toEqual([1, 2]);
    const { verdict, evidence } = judge(claimNamed("ipip"), known);
    expect([verdict, evidence[0]?.shows]).toEqual([
      "unknown",
      "not measured: The engine's kernel lacks kernel:ipip",
    ]);
    expect(judge(claimNamed("veth-pair"), known).verdict).toBe("holds");
  });

  it("is measured on, whatever one lab does", async () => {
    broken.add("lab-veth");
    const known = await measured("veth-pair", "bridge");
    expect(done).toEqual(["lab-veth", "lab-bridge"]);
    expect(known).toMatchObject({ taken: 1, asked: 2, lacking: [{ labs: ["lab-veth"] }] });
    expect(judge(claimNamed("veth-pair"), known).evidence[0]?.shows).toBe("not measured: lab-veth is broken");
  });

  it("is left when it is interrupted, and what was not begun is not told as lacking", async () => {
    interruptAt = "lab-bridge";
    const known = await measured("veth-pair", "bridge", "host-gw");
    expect(done).toEqual(["lab-veth", "lab-bridge"]);
    expect(known).toMatchObject({ taken: 1, asked: 4, lacking: [] });
  });
});
