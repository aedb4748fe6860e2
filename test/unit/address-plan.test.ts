import { describe, expect, it } from "vitest";
import * as plan from "../../lib/model/address-plan.ts";
import { contains, isNetwork, nth, overlaps, range } from "../../lib/model/cidr.ts";

describe("the address plan", () => {
  it("gives every slot and instance a block of its own within 100.64.0.0/10", () => {
    const blocks = Array.from({ length: plan.slots }, (_, slot) =>
      Array.from({ length: plan.instances }, (_, instance) => plan.addressBlock(slot, instance)),
    ).flat();
    expect(new Set(blocks).size).toBe(plan.slots * plan.instances);
    expect(blocks.every((block) => overlaps(block, plan.underlayPool))).toBe(true);
    const sorted = blocks.map(range).sort((a, b) => a.first - b.first);
    expect(sorted.every(({ first }, index) => index === 0 || first > (sorted[index - 1]?.last ?? 0))).toBe(
      true,
    );
    expect(sorted.at(-1)?.last).toBe(range(plan.underlayPool).last);
  });

  it("is the same function on every machine", () => {
    expect(plan.addressBlock(1, 0)).toBe("100.65.0.0/22");
    expect(plan.addressBlock(1, 3)).toBe("100.65.12.0/22");
    expect(plan.hostAddress("100.65.0.0/26", 3)).toBe("100.65.0.3");
    expect(plan.gatewayAddress("100.65.0.0/26")).toBe("100.65.0.62");
    expect(plan.routerAddress("100.65.0.0/26", 1)).toBe("100.65.0.61");
    expect(plan.plannedAddressing.subnet(3)).toBe("10.244.3.0/24");
    expect(plan.workloadAddress("10.244.3.0/24", plan.plannedAddressing, 1)).toBe("10.244.3.3");
    expect(plan.hostCapacity(26)).toBe(61);
  });

  it("allocates segments in order, on their boundaries, around networks that are taken", () => {
    expect(plan.allocate("100.64.0.0/22", [26, 24, 26], [])).toEqual([
      "100.64.0.0/26",
      "100.64.1.0/24",
      "100.64.2.0/26",
    ]);
    expect(plan.allocate("100.64.0.0/22", [26, 26], ["100.64.0.0/26"])).toEqual([
      "100.64.0.64/26",
      "100.64.0.128/26",
    ]);
  });

  it("says undefined for a segment that no longer fits", () => {
    expect(plan.allocate("100.64.0.0/22", [23, 23, 26], [])).toEqual([
      "100.64.0.0/23",
      "100.64.2.0/23",
      undefined,
    ]);
  });
});

describe("CIDR arithmetic", () => {
  it("knows networks from addresses with host bits and from nonsense", () => {
    expect(["10.0.0.0/24", "0.0.0.0/0", "10.0.0.1/32"].every(isNetwork)).toBe(true);
    expect(["10.0.0.1/24", "10.0.0.0", "10.0.0.0/33", "fd00::/64", "a.b.c.d/8", ""].some(isNetwork)).toBe(
      false,
    );
  });

  it("counts from both ends of a network", () => {
    expect(nth("10.1.2.0/24", 7)).toBe("10.1.2.7");
    expect(nth("10.1.2.0/24", -1)).toBe("10.1.2.254");
    expect(nth("10.1.255.0/24", 255)).toBe("10.1.255.255");
  });

  it("tells overlap and containment at the edges", () => {
    expect(overlaps("10.0.0.0/25", "10.0.0.128/25")).toBe(false);
    expect(overlaps("10.0.0.0/24", "10.0.0.255/32")).toBe(true);
    expect(contains("10.0.0.0/24", "10.0.0.255")).toBe(true);
    expect(contains("10.0.0.0/24", "10.0.1.0")).toBe(false);
    expect(contains("255.255.255.0/24", "255.255.255.255")).toBe(true);
  });
});
