import { describe, expect, it } from "vitest";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { gatewayRr } from "../../lib/cni/calico/modes/gateway-rr.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { acrossRouter } from "../fixtures/calico.ts";

describe("a gateway's protocols", () => {
  it("accept whoever is on the segment, and reflect within one AS", () => {
    const { hosts, gateways } = acrossRouter;
    const underlay = { hosts, gateways: gateways.slice(0, 1) };
    expect(
      gatewayDynamic().gatewayProtocols?.("router1", underlay),
    ).toBe(`# Calico's hosts tell routers their blocks, and nothing longer.
filter calico_blocks {
  if net ~ [ 10.244.0.0/16{16,26} ] then accept;
  reject;
}

# Hosts of 100.64.4.0/26, whoever they are.
protocol bgp nodes_100_64_4_0_26 {
  local 100.64.4.61 as 64512;
  neighbor range 100.64.4.0/26 as 64512;
  dynamic name "node";
  multihop;
  rr client;  # within one AS, only a reflector passes routes on
  graceful restart on;
  ipv4 {
    import filter calico_blocks;
    export filter {
      if source != RTS_BGP || net !~ [ 10.244.0.0/16+ ] then reject;
      if bgp_next_hop !~ 100.64.4.0/26 then bgp_next_hop = 100.64.4.61;
      accept;
    };
    add paths on;
    gateway recursive;
  };
}
`);
  });

  it("name none of the hosts, so that more can come", () => {
    const text = gatewayDynamic().gatewayProtocols?.("router1", acrossRouter);
    expect(text).toBe(gatewayDynamic().gatewayProtocols?.("router1", { ...acrossRouter, hosts: [] }));
  });

  it("don't reflect to another AS", () => {
    const text = gatewayDynamic({ gatewayAsNumber: 65000 }).gatewayProtocols?.("router1", acrossRouter);
    expect(text).not.toContain("rr client");
    expect(text).toContain("local 100.64.4.61 as 65000;\n  neighbor range 100.64.4.0/26 as 64512;\n");
  });

  it("can be the next hop inside a segment, too", () => {
    const text = gatewayDynamic({ throughGateway: true }).gatewayProtocols?.("router1", acrossRouter);
    expect(text).toContain("      bgp_next_hop = 100.64.4.125;");
    expect(text).not.toContain("if bgp_next_hop");
  });

  it("are few and fixed when reflectors feed it", () => {
    expect(
      gatewayRr({ password: "x" }).gatewayProtocols?.("router1", acrossRouter),
    ).toBe(`# Calico's hosts tell routers their blocks, and nothing longer.
filter calico_blocks {
  if net ~ [ 10.244.0.0/16{16,26} ] then accept;
  reject;
}

# Reflector host1.
protocol bgp reflector_100_64_4_1 {
  local 100.64.4.61 as 64512;
  neighbor 100.64.4.1 as 64512;
  multihop;
  password "x";
  graceful restart on;
  ipv4 {
    import filter calico_blocks;
    export none;
    add paths on;
    gateway recursive;
  };
}
`);
  });

  it("are not needed on one segment", () => {
    expect([fullMesh(), routeReflector()].map((mode) => mode.gatewayProtocols)).toEqual([null, null]);
  });
});
