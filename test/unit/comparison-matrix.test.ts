import { describe, expect, it } from "vitest";
import { calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { hostGw } from "../../lib/cni/flannel/backends/host-gw.ts";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import type { LabDeclaration } from "../../lib/model/declaration.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import type { CniMode } from "../../lib/model/mode.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { routersBetween } from "../../lib/model/routing.ts";
import { matrixOf } from "../../lib/results/comparison/matrix.ts";
import { iperfOf } from "../fixtures/comparison.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

const labOf = (lab: string, mode: CniMode, change: Partial<LabDeclaration> = {}): LabSpec => ({
  ...resolveLab(declaration({ lab, modes: [{ path: lab, mode }], ...change })),
  probes: [iperfOf()],
});

const routed: Partial<LabDeclaration> = {
  segments: [segment({ name: "left" }), segment({ name: "right" })],
  hosts: [host(1, "client", { attachments: on("left") }), host(2, "server", { attachments: on("right") })],
  routers: [router(1, "left", "right")],
};

const [bare, slow, tunnel] = [
  labOf("lab-bare", flannel(hostGw())),
  labOf("lab-a-tunnel", flannel(udp())),
  labOf("lab-tunnel", flannel(vxlan())),
];
const mesh = labOf("lab-mesh", calico(fullMesh()));

describe("a matrix", () => {
  it("has the labs that differ in a mode of the family alone, the least overhead first", () => {
    expect(matrixOf("flannel", [tunnel, slow, mesh, bare])).toEqual({
      labs: ["lab-bare", "lab-a-tunnel", "lab-tunnel"],
      leftOut: [],
    });
    expect(matrixOf("all", [tunnel, slow, mesh, bare]).labs).toEqual([
      "lab-bare",
      "lab-mesh",
      "lab-a-tunnel",
      "lab-tunnel",
    ]);
  });

  it("leaves out what is not alike, with the reason", () => {
    const others = [
      labOf("lab-again", flannel(vxlan({ vni: 2 }))),
      labOf("lab-broken", flannel(vxlan()), { expectBroken: "why not" }),
      labOf("lab-impaired", flannel(vxlan()), { segments: [segment({ impairment: { delay: 10 } })] }),
      labOf("lab-routed", flannel(vxlan()), routed),
      { ...labOf("lab-unmeasured", flannel(vxlan())), probes: [] },
      labOf("lab-vm", flannel(vxlan()), {
        hosts: [1, 2].map((number) =>
          host(number, number === 1 ? "client" : "server", {
            kind: "vm",
            vm: { vcpus: 1, memory: 512, disk: 4096 },
          }),
        ),
      }),
    ];
    expect(matrixOf("flannel", [bare, slow, tunnel, ...others])).toEqual({
      labs: ["lab-bare", "lab-a-tunnel", "lab-again"],
      leftOut: [
        { lab: "lab-tunnel", reason: "another lab has its mode, flannel-vxlan" },
        { lab: "lab-broken", reason: "it is meant to fail" },
        { lab: "lab-impaired", reason: "its hosts or segments are others" },
        { lab: "lab-routed", reason: "it has 1 router between its ends" },
        { lab: "lab-unmeasured", reason: "it has no load between two hosts" },
        { lab: "lab-vm", reason: "it has vm hosts" },
      ],
    });
  });

  it("has the larger group, and of two of one size that with fewer routers", () => {
    const [far, farSlow] = [
      labOf("lab-far", flannel(vxlan()), routed),
      labOf("lab-far-slow", flannel(udp()), routed),
    ];
    expect(matrixOf("flannel", [far, farSlow, bare]).labs).toEqual(["lab-far-slow", "lab-far"]);
    expect(matrixOf("flannel", [far, farSlow, bare, tunnel]).labs).toEqual(["lab-bare", "lab-tunnel"]);
  });

  it("is refused where there are not two such labs, or no such family", () => {
    expect(() => matrixOf("calico", [mesh, bare])).toThrow(
      '[compare] No two labs with modes of the family "calico" carry the same load the same way.',
    );
    expect(() => matrixOf("flanel", [mesh, bare])).toThrow(
      '[compare] No lab has a mode of the family "flanel"; did you mean "flannel"? Known: calico, flannel, all.',
    );
  });
});

it("counts the routers on the shortest way", () => {
  const at = (...segments: string[]) => ({ interfaces: segments.map((name) => ({ segment: name })) });
  const routers = [at("a", "b"), at("b", "c"), at("a", "d"), at("d", "c")];
  const between = (from: string, to: string) => routersBetween(at(from), at(to), routers);
  expect([between("a", "a"), between("a", "b"), between("a", "c"), between("a", "e")]).toEqual([
    ...[0, 1, 2],
    Number.POSITIVE_INFINITY,
  ]);
});
