import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calico } from "../../lib/cni/calico/calico.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { vethPairs } from "../../lib/cni/veth-pairs.ts";
import type { LabDeclaration } from "../../lib/model/declaration.ts";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import {
  neighbourShare,
  neighboursOf,
  parseShare,
  plannedMachines,
  shareText,
} from "../../lib/model/neighbours.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { machinesIn } from "../../lib/runtime/labs/lab-neighbours.ts";
import { tooSmallForLabs } from "../../lib/scale/neighbour-table.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

const vm = { kind: "vm", vm: { vcpus: 1, memory: 448, disk: 4096 } } as const;

/** Hosts without workloads, so that only who is whose neighbour counts. */
const hosts = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, index) => host(index + 1, "", { workloads: [], ...change }));

const labOf = (change: Partial<LabDeclaration>) => resolveLab(declaration(change));
const needOf = (change: Partial<LabDeclaration>) => neighboursOf(plannedMachines(labOf(change)));

describe("a lab needs of the kernel's neighbour table", () => {
  it("N(N-1) entries for N hosts on a segment", () => {
    for (const count of [1, 2, 3, 32, 40]) expect(needOf({ hosts: hosts(count) })).toBe(count * (count - 1));
  });

  it("two for each workload and its host", () => {
    expect(needOf({})).toBe(2 + 2 * 2);
  });

  it("two for each pair of workloads that a link of their own joins, N(N-1) for N of them", () => {
    const modes = [{ path: "lab-test/veth", mode: vethPairs() }];
    for (const count of [2, 3, 4, 33]) {
      const workloads = Array.from({ length: count }, (_, index) => ({
        path: `w${index}`,
        name: `w${index}`,
      }));
      expect(needOf({ modes, hosts: [host(1, "", { workloads })] })).toBe(count * (count - 1));
    }
  });

  it("those of each segment by itself, routers included", () => {
    const segments = [segment({ name: "left" }), segment({ name: "right" })];
    const sides = [
      ...hosts(3, { attachments: on("left") }),
      host(4, "", { workloads: [], attachments: on("right") }),
    ];
    expect(needOf({ segments, hosts: sides, routers: [router(1, "left", "right")] })).toBe(4 * 3 + 2 * 1);
  });

  it("none for virtual machines, which have a kernel of their own, and one for each of them that a container meets", () => {
    expect(needOf({ hosts: hosts(40, vm) })).toBe(0);
    expect(needOf({ hosts: [...hosts(2), host(3, "server", vm)] })).toBe(2 * 2);
  });

  it("one more for each peer of a tunnel device that keeps them by next hop", () => {
    const modes = [{ path: "lab-test/calico", mode: calico(ipip()) }];
    expect(needOf({ modes, hosts: hosts(5) })).toBe(5 * 4 + 5 * 4);
  });
});

describe("what a container's label says", () => {
  it("is the same whoever else is in the lab", () => {
    const labels = (count: number) => {
      const lab = labOf({ hosts: hosts(count) });
      return shareText(neighbourShare(machinesOf(lab)[0] as ReturnType<typeof machinesOf>[number], lab));
    };
    expect(labels(2)).toBe("1 0 0");
    expect(labels(40)).toBe(labels(2));
  });

  it("is read as it was written, and that of earlier versions as that of a host", () => {
    const number = fc.nat(1000);
    fc.assert(
      fc.property(number, number, number, (perNeighbour, perPeer, own) => {
        const share = { perNeighbour, perPeer, own };
        expect(parseShare(shareText(share))).toEqual(share);
      }),
    );
    for (const text of ["", "1", "a b c", "1 2 -3"])
      expect(parseShare(text)).toEqual({ perNeighbour: 1, perPeer: 0, own: 0 });
  });

  it("makes a deployed lab count as the one that was planned", () => {
    const lab = labOf({ hosts: [host(1, "client"), host(2, "server"), host(3, "more", vm)] });
    const planned = plannedMachines(lab);
    const inspected = planned
      .map(({ share, networks }) => `project1 lab-test\t${shareText(share)}\t${networks.join(" ")} \n`)
      .join("");
    expect(neighboursOf(machinesIn(inspected))).toBe(neighboursOf(planned));
    expect(machinesIn("\n")).toEqual([]);
  });

  it("adds up over labs that share no segment", () => {
    const machines = (lab: string, count: number) =>
      machinesIn(`project1 ${lab}\t1 0 2\t${lab}-underlay \n`.repeat(count));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (one, other) => {
        const [a, b] = [machines("lab-a", one), machines("lab-b", other)];
        expect(neighboursOf([...a, ...b])).toBe(neighboursOf(a) + neighboursOf(b));
        expect(neighboursOf(a)).toBe(one * (one - 1) + 2 * one);
      }),
    );
  });
});

describe("labs that the table does not hold", () => {
  const thresholds = [128, 512, 1024] as const;

  it("are refused with the sum and the fix", () => {
    expect(tooSmallForLabs({ labs: ["lab-a"], planned: 24, present: 1000 }, thresholds)).toBeNull();
    expect(tooSmallForLabs({ labs: ["lab-a"], planned: 1560, present: 0 }, thresholds)).toBe(
      "The kernel's neighbour table holds 1024 entries for all network namespaces together (net.ipv4.neigh.default.gc_thresh3), and lab-a needs 1560. Beyond the limit hosts would be out of each other's reach for no visible reason. Add --tune to have the limit raised until the machine is restarted, raise it yourself on the engine's machine with \"sysctl -w net.ipv4.neigh.default.gc_thresh3=6240\", or destroy other labs, or have fewer machines on a segment.",
    );
    expect(tooSmallForLabs({ labs: ["lab-a"], planned: 600, present: 600 }, thresholds)).toContain(
      ", and all labs together need 1200: 600 for lab-a and 600 for what is on the engine. Beyond",
    );
    expect(tooSmallForLabs({ labs: ["lab-a", "lab-b"], planned: 1200, present: 0 }, thresholds)).toContain(
      ", and lab-a, lab-b need 1200. Beyond",
    );
  });
});
