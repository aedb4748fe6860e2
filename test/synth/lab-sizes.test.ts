import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { Bridge } from "../../lib/cni/bridge.ts";
import { Calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import { complaints, type Untyped } from "../fixtures/untyped-lab.ts";

describe("a host holds as many workloads as its subnet has addresses", () => {
  const calico = (mode: ReturnType<typeof fullMesh>) => (lab: Lab, id: string) =>
    new Calico(lab, id, { mode });
  it.each([
    ["flannel", 253, "10.244.1.0/24", undefined],
    ["Calico", 256, "10.244.1.0/24", calico(fullMesh())],
    ["Calico with blocks of one address", 256, "10.244.1.0/24", calico(fullMesh({ blockSize: 32 }))],
    [
      "Calico with large blocks",
      1024,
      "10.0.4.0/22",
      calico(fullMesh({ blockSize: 22, pool: "10.0.0.0/8" })),
    ],
    ["Calico with a tunnel", 255, "10.244.1.0/24", calico(ipip())],
  ] as const)("of %s: %i and no more", (_, most, subnet, mode) => {
    const more = mode ? { mode } : {};
    expect(complaints({ ...more, workloads: most })).toEqual([]);
    expect(complaints({ ...more, workloads: most + 1 })).toEqual([
      `[lab-a/host1] The host has ${most + 1} workloads, but its subnet ${subnet} holds ${most}. Use at most ${most} workloads on a host, and put the others on another.`,
    ]);
  });

  it("of a bridge: as many as the kernel gives it ports", () => {
    const lab = (count: number) => {
      const lab = new Lab(new App(), "lab-b", { about: "one host", slot: 1 });
      const host = lab.host("host1", { on: lab.segment("underlay") });
      new Bridge(lab, "bridge");
      for (let workload = 1; workload <= count; workload += 1) host.workload(`w${workload}`);
      return lab.problems();
    };
    expect(lab(1023)).toEqual([]);
    expect(lab(1024)).toEqual([{ path: "lab-b/host1", message: expect.stringContaining("holds 1023") }]);
  });
});

describe("a segment or pool has only networks whose addresses machines can have", () => {
  const unusable = [
    "0.0.0.0/8",
    "0.1.0.0/16",
    "127.0.0.0/24",
    "169.254.1.0/24",
    "224.1.0.0/16",
    "240.0.0.0/8",
    "255.255.255.0/24",
  ];
  it.each(unusable)("and not %s", (cidr) => {
    expect(complaints({ segment: { cidr } })).toEqual([expect.stringContaining(`${cidr} meets `)]);
    const mode = (lab: Lab, id: string) => new Calico(lab, id, { mode: fullMesh({ pool: cidr }) });
    expect(complaints({ mode })).toContainEqual(expect.stringContaining(`(${cidr}) meets `));
  });

  it("nor one that holds such a range", () => {
    for (const pool of ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "192.0.0.0/2"]) {
      const mode = (lab: Lab, id: string) => new Calico(lab, id, { mode: fullMesh({ pool }) });
      expect(complaints({ mode })).toContainEqual(expect.stringContaining(`(${pool}) meets `));
    }
  });

  it.each(["10.0.0.0/30", "10.0.0.0/31", "10.0.0.1/32", "10.0.0.0/7", "10.0.0.0/0"])(
    "nor of the size of %s",
    (cidr) => {
      expect(complaints({ segment: { cidr } })).not.toEqual([]);
    },
  );

  it("nor an MTU that the devices of a virtual machine cannot have", () => {
    expect(complaints({ vm: {}, segment: { mtu: 65_522 } })).toContainEqual(
      "[lab-a/left] mtu 65522 is out of range. Use a whole number from 576 to 65521.",
    );
    expect(complaints({ segment: { impair: { loss: 100 } } })).toEqual([
      expect.stringContaining("lets no packet through"),
    ]);
  });

  it("and machines are on each once", () => {
    const lab: Untyped = new Lab(new App(), "lab-b", { about: "two places", slot: 1 });
    const left = lab.segment("left");
    lab.host("host1", { on: [left, { segment: left, address: "100.65.0.9" }] });
    new Bridge(lab, "bridge");
    expect(lab.problems()).toEqual([
      {
        path: "lab-b/host1",
        message:
          'The machine is on segment "left" twice, but Docker connects a container to a network once. Leave one of them out.',
      },
    ]);
  });
});
