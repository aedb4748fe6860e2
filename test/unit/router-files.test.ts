import { describe, expect, it } from "vitest";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import type { Routing } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { routerFiles } from "../../lib/model/router-files.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

/** Two segments with a host each, two routers on a link between them, and a second pair of equal ways. */
function files(routing: Routing, change = {}) {
  const lab = resolveLab(
    declaration({
      segments: ["left", "right", "link-a", "link-b"].map((name) => segment({ name })),
      hosts: [
        host(1, "client", { attachments: on("left") }),
        host(2, "server", { attachments: on("right") }),
      ],
      routers: [router(1, "left", "link-a", "link-b"), router(2, "right", "link-a", "link-b")],
      routing,
      ...change,
    }),
  );
  const [first] = lab.routers;
  if (!first) throw new Error("the lab has routers");
  return routerFiles(lab, first, flannel(vxlan())).given;
}

describe("a router's files", () => {
  it("have computed routes as BIRD's static ones, with every equal next hop", () => {
    expect(files("computed")["/etc/underlay/bird.conf"]).toBe(`# BIRD 2, see https://bird.network.cz
log stderr all;
router id 100.65.0.61;
protocol device { scan time 5; }
# Segments that the router is on: what BIRD learns of them from others is no better.
protocol direct { ipv4; }
protocol kernel {
  # Equally good next hops become one multipath route.
  merge paths on;
  ipv4 { import none; export where source != RTS_DEVICE; };
}
protocol static {
  ipv4;
  route 100.65.0.64/26 via 100.65.0.188 via 100.65.0.252;
}
`);
  });

  it("speak OSPF on links between routers alone as point to point, and not at all to hosts", () => {
    const text = files("ospf")["/etc/underlay/bird.conf"] ?? "";
    expect(text).toContain("interface 100.65.0.0/26 { stub yes; };");
    expect(text).toContain("interface 100.65.0.128/26 { type ptp; hello 1; dead 4; wait 4; };");
    const shared = files("ospf", {
      routers: [router(1, "left", "right"), router(2, "left", "right")],
      segments: [segment({ name: "left" }), segment({ name: "right" })],
    });
    expect(shared["/etc/underlay/bird.conf"]).toContain("interface 100.65.0.0/26 { type broadcast;");
  });

  it("tell the gate which segments must have a route, and name none of the lab's hosts", () => {
    const machine = JSON.parse(files("ospf")["/etc/underlay/host.json"] ?? "");
    expect(machine.reaches).toEqual(["100.65.0.64/26"]);
    expect(machine.gates).toEqual(["underlay"]);
    expect(JSON.stringify(files("ospf"))).not.toMatch(/host1|100\.65\.0\.1"/);
  });
});
