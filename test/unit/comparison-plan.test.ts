import { describe, expect, it } from "vitest";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import type { Candidate } from "../../lib/results/comparison/candidates.ts";
import { planComparison, turnProbes } from "../../lib/results/comparison/plan.ts";
import { costOf, deployed, iperfOf, unknown } from "../fixtures/comparison.ts";

const tcg = { hostKind: "vm", accelerator: "tcg", userNamespace: "none" } as const;
const kvm = { hostKind: "vm", accelerator: "kvm", userNamespace: "none" } as const;

interface Asked {
  readonly only?: string[];
  readonly hostKind?: HostKind;
  readonly rounds?: number | undefined;
  readonly labs?: string[];
}

const plan = (candidates: readonly Candidate[], asked: Asked = {}) =>
  planComparison(
    { labs: candidates.map(({ name }) => name), rounds: 5, only: undefined, hostKind: undefined, ...asked },
    candidates,
    ["lab-a", "lab-b", "lab-c"],
  );

describe("labs that fit", () => {
  it("are probed by what they share, in the first one's order", () => {
    const more = deployed("lab-b", { probes: [iperfOf(), iperfOf({ name: "iperf-far" }), costOf()] });
    expect(plan([deployed("lab-a"), more])).toMatchObject({
      ...{
        rounds: 5,
        probes: ["cost", "iperf"],
        hardware: { hostKind: "dind", accelerator: null, userNamespace: "none" },
      },
      labs: [{ name: "lab-a" }, { name: "lab-b" }],
    });
    expect(plan([deployed("lab-a"), more], { only: ["iperf"], rounds: 10 })).toMatchObject({
      ...{ rounds: 10, probes: ["iperf"] },
    });
  });

  it("are measured as often as their figures need to be told apart, unless somebody says how often", () => {
    const labs = (count: number) =>
      ["a", "b", "c", "d"].slice(0, count).map((name) => deployed(`lab-${name}`));
    const rounds = (count: number, only?: string[]) =>
      plan(labs(count), { rounds: undefined, ...(only ? { only } : {}) }).rounds;
    expect([rounds(2), rounds(4), rounds(2, ["iperf"])]).toEqual([7, 9, 6]);
    expect(plan(labs(2), { rounds: 3 }).rounds).toBe(3);
  });

  it("may be on virtual machines, all on the same accelerator", () => {
    const both = ["lab-a", "lab-b"].map((name) => deployed(name, { hardware: tcg }));
    expect(plan(both, { hostKind: "vm" }).hardware).toEqual(tcg);
  });

  it("are sampled once in each turn", () => {
    const { lab } = deployed("lab-a");
    expect(lab && turnProbes(lab, ["iperf"])).toEqual([{ ...iperfOf(), samples: 1 }]);
  });
});

const refusals: [string, Candidate[], Asked, string[]][] = [
  [
    "nothing",
    [],
    {},
    [
      "[compare] There is nothing to compare yet. Name two labs or more, e.g. npx underlay compare lab-udp-routed lab-vxlan-routed. Known labs: lab-a, lab-b, lab-c.",
    ],
  ],
  [
    "one lab",
    [deployed("lab-a")],
    {},
    [
      "[compare] There is nothing to compare lab-a with. Name two labs or more, e.g. npx underlay compare lab-udp-routed lab-vxlan-routed. Known labs: lab-a, lab-b, lab-c.",
    ],
  ],
  [
    "a lab twice",
    [deployed("lab-a"), deployed("lab-b")],
    { labs: ["lab-a", "lab-b", "lab-a"] },
    ["[compare] The lab lab-a is named twice. Name each lab once; --rounds measures it again."],
  ],
  [
    "labs that are not there",
    [deployed("lab-a"), unknown("lab-d")],
    {},
    ['[lab-d] There is no such lab; did you mean "lab-a"? Known labs: lab-a, lab-b, lab-c.'],
  ],
  [
    "no probe in common",
    [deployed("lab-a", { probes: [iperfOf({ name: "iperf-near" })] }), deployed("lab-b", { probes: [] })],
    {},
    [
      "[compare] The labs share no probe of the kinds iperf, cost, udp, udp-throughput, pps and latency. lab-a has: iperf-near (iperf); lab-b has: none. Give them one of the same name, as measure() in labs/shapes does.",
    ],
  ],
  [
    "a probe that they do not share",
    [deployed("lab-a"), deployed("lab-b")],
    { only: ["iperff", "ping"] },
    [
      '[compare] There is no probe "iperff" of the kinds iperf, cost, udp, udp-throughput, pps and latency in each of the labs; did you mean "iperf"? Shared by all: cost, iperf.',
      '[compare] There is no probe "ping" of the kinds iperf, cost, udp, udp-throughput, pps and latency in each of the labs. Shared by all: cost, iperf.',
    ],
  ],
  [
    "probes that only have the same name",
    [deployed("lab-a"), deployed("lab-b", { probes: [costOf(), iperfOf({ seconds: 10 })] })],
    {},
    [
      '[compare] The probe "iperf" is not the same in all labs: 3 s after 1 s with 1 and 8 streams in lab-a, 10 s after 1 s with 1 and 8 streams in lab-b. Make it the same in their files, or leave it out with --only cost.',
    ],
  ],
  [
    "other kinds of hosts",
    [deployed("lab-a"), deployed("lab-b", { hardware: tcg })],
    {},
    [
      "[compare] lab-a is on dind hosts, lab-b is on vm hosts (tcg): figures of different hardware are not compared. Deploy anew: npx underlay deploy lab-a --host-kind vm",
    ],
  ],
  [
    "other accelerators",
    [deployed("lab-a", { hardware: kvm }), deployed("lab-b", { hardware: tcg })],
    { hostKind: "vm" },
    [
      "[compare] lab-a is on vm hosts (kvm), lab-b is on vm hosts (tcg): figures of different hardware are not compared. Deploy anew: npx underlay deploy lab-a --host-kind vm && npx underlay deploy lab-b --host-kind vm",
    ],
  ],
  [
    "another kind of hosts than asked for",
    [deployed("lab-a"), deployed("lab-b", { hardware: tcg })],
    { hostKind: "vm" },
    ["[lab-a] It is on dind hosts. Deploy it anew with: npx underlay deploy lab-a --host-kind vm"],
  ],
  [
    "hosts that cannot be asked",
    [deployed("lab-a", { hardware: tcg }), deployed("lab-b", { hardware: "no such container" })],
    {},
    ["[lab-b] What its hosts run on cannot be read: no such container. See npx underlay inspect lab-b"],
  ],
];

describe("it is refused to compare", () => {
  it.each(refusals)("%s", (_, candidates, asked, messages) => {
    expect(() => plan(candidates, asked)).toThrow(messages.join("\n"));
    try {
      plan(candidates, asked);
    } catch (error) {
      expect(error instanceof Error && error.message).toBe(messages.join("\n"));
    }
  });
});
