import { describe, expect, it } from "vitest";
import { birdConfiguration } from "../../lib/cni/calico/bird.ts";
import { calico } from "../../lib/cni/calico/calico.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { vxlan } from "../../lib/cni/calico/modes/vxlan.ts";
import { ofKind } from "../../lib/cni/calico/resources/resources.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { acrossRouter, nodeNamed } from "../fixtures/calico.ts";
import { declaration } from "../fixtures/declaration.ts";

describe("a tunnel", () => {
  it("is asked for by the pool, and has the first address of each node's first block", () => {
    const resources = vxlan().resources(acrossRouter);
    expect(ofKind(resources, "IPPool")[0]?.spec).toMatchObject({ ipipMode: "Never", vxlanMode: "Always" });
    expect(nodeNamed(resources, "host3").spec).toEqual({
      bgp: { ipv4Address: "100.64.4.65/26" },
      ipv4VXLANTunnelAddr: "10.244.3.0",
      // printf %s host3 | sha1sum
      vxlanTunnelMACAddr: "66:3b:39:99:2c:0b",
    });
    expect(nodeNamed(ipip().resources(acrossRouter), "host3").spec).toEqual({
      bgp: { ipv4Address: "100.64.4.65/26", ipv4IPIPTunnelAddr: "10.244.3.0" },
    });
  });

  it("carries all packets, or only those across subnets", () => {
    const [always, cross] = [vxlan(), vxlan({ vxlanMode: "CrossSubnet" })].map(({ wire }) => wire);
    expect(always?.neighbours).toBe(always?.routed);
    expect(always?.routed).toMatchObject({ filter: "udp port 4789", fields: { "vxlan.vni": "4096" } });
    expect(cross?.neighbours.layers).toEqual(["eth", "ip"]);
    expect(cross?.routed.layers).toEqual(["eth", "ip", "udp", "vxlan", "eth", "ip"]);
    expect([ipip(), vxlan()].map(({ overhead, requirements }) => [overhead, ...requirements])).toEqual([
      [20, "kernel:ipip"],
      [50, "kernel:vxlan"],
    ]);
  });

  it("of VXLAN needs an agent and the datastore, and no BIRD", () => {
    const mode = calico(vxlan());
    expect([mode.agent, mode.needsDatastore, mode.addressing.firstWorkload]).toEqual([
      "calico-agent",
      true,
      1,
    ]);
    const lab = resolveLab(declaration({ modes: [{ path: "lab-test/calico", mode }] }));
    const [host] = lab.hosts;
    const files = host ? mode.files(host, lab).given : {};
    expect(Object.keys(files).sort()).toEqual([
      "/etc/cni/net.d/10-calico.conf",
      "/etc/underlay/calico/first-blocks.conf",
      "/etc/underlay/calico/node.json",
      "/etc/underlay/calico/tunnel.json",
    ]);
    expect(JSON.parse(files["/etc/underlay/calico/tunnel.json"] ?? "")).toEqual({
      device: "vxlan.calico",
      address: "10.244.1.0",
      crossSubnet: false,
      local: "100.65.0.1",
      mac: "66:e5:e2:a9:51:86",
      vni: 4096,
      port: 4789,
      mtu: 1450,
    });
    expect(JSON.parse(files["/etc/cni/net.d/10-calico.conf"] ?? "")).toMatchObject({
      reserved: ["10.244.1.0"],
      announce: ["calico-agent", "publish"],
    });
  });

  it("of IPIP is what BIRD's next hops are behind", () => {
    const text = (mode: "Always" | "CrossSubnet") => {
      const resources = ipip({ ipipMode: mode }).resources(acrossRouter);
      return birdConfiguration(resources, nodeNamed(resources, "host1"));
    };
    expect(text("Always")).toContain(`# The way to next hops: through the tunnel.
ipv4 table calico_next_hops;
protocol static calico_tunnel {
  ipv4 { table calico_next_hops; };
  route 0.0.0.0/0 via "tunl0";
}

filter calico_to_kernel {
  # The kernel has routes to its own segments already, and would refuse them every 2 s: "File exists".
  if source = RTS_DEVICE then reject;
  # A tunnel has no neighbours: what enters it comes out at the next hop.
  if ifname = "tunl0" then onlink = true;
`);
    expect(text("Always")).toContain("    igp table calico_next_hops;\n");
    expect(text("CrossSubnet")).toContain(`protocol direct calico_neighbours {
  ipv4 { table calico_next_hops; };
  interface -"cali*", -"tunl0", "*";
}
`);
  });
});
