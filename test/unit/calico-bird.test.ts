import { describe, expect, it } from "vitest";
import { birdConfiguration, blocksText } from "../../lib/cni/calico/bird.ts";
import type { CalicoMode, CalicoUnderlay } from "../../lib/cni/calico/mode.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { acrossRouter, nodeNamed, onOneSegment } from "../fixtures/calico.ts";

function configurationOf(mode: CalicoMode, underlay: CalicoUnderlay, host: string): string {
  const resources = mode.resources(underlay);
  return birdConfiguration(resources, nodeNamed(resources, host), mode);
}

describe("BIRD's configuration", () => {
  it("of a host in a mesh", () => {
    expect(
      configurationOf(fullMesh({ password: "s3 cret" }), onOneSegment(3), "host2"),
    ).toBe(`# Calico node host2. BIRD 2, see https://bird.network.cz
log stderr all;
debug protocols { states };
router id 100.64.4.2;
protocol device { scan time 2; }

# Own segments: next hops are looked up among them. Workloads' devices are left out.
protocol direct {
  ipv4;
  interface -"cali*", "*";
}

# Own blocks. A packet to an address of theirs that no workload has ends here, and not at the default route.
protocol static calico_blocks {
  ipv4;
  include "/var/lib/underlay/calico/blocks.conf";
}

filter calico_to_kernel {
  # The kernel has routes to its own segments already, and would refuse them every 2 s: "File exists".
  if source = RTS_DEVICE then reject;
  if source ~ [ RTS_BGP, RTS_STATIC ] then accept;
  reject;
}

protocol kernel {
  learn;            # underlay routes of others, for next hops across routers
  persist;          # workloads stay connected while BIRD restarts
  graceful restart;
  scan time 2;
  metric 0;         # as Calico's routes; BIRD's own default is 32
  merge paths on;   # equally good next hops become one multipath route
  ipv4 { import all; export filter calico_to_kernel; };
}

function calico_export() {
  if proto = "calico_blocks" && net ~ [ 10.244.0.0/16{16,26} ] then accept;
}

template bgp calico {
  hold time 240;
  keepalive time 80;
  connect delay time 1;
  connect retry time 5;
  error wait time 5, 30;
  multihop;
  graceful restart on;
  graceful restart time 120;
  ipv4 {
    import all;         # peers tell what is theirs to tell
    export filter { calico_export(); reject; };
    add paths on;
    gateway recursive;  # the next hop is the block's owner, wherever it is
  };
}

# Node-to-node mesh: host1
protocol bgp Mesh_100_64_4_1 from calico {
  local 100.64.4.2 as 64512;
  neighbor 100.64.4.1 as 64512;
  password "s3 cret";
}

# Node-to-node mesh: host3
protocol bgp Mesh_100_64_4_3 from calico {
  local 100.64.4.2 as 64512;
  neighbor 100.64.4.3 as 64512;
  passive on;  # the peer connects, or two connections would meet
  password "s3 cret";
}
`);
  });

  it("of a reflector passes on what it learned", () => {
    expect(
      configurationOf(routeReflector(), onOneSegment(3), "host1"),
    ).toBe(`# Calico node host1. BIRD 2, see https://bird.network.cz
log stderr all;
debug protocols { states };
router id 100.64.4.1;
protocol device { scan time 2; }

# Own segments: next hops are looked up among them. Workloads' devices are left out.
protocol direct {
  ipv4;
  interface -"cali*", "*";
}

# Own blocks. A packet to an address of theirs that no workload has ends here, and not at the default route.
protocol static calico_blocks {
  ipv4;
  include "/var/lib/underlay/calico/blocks.conf";
}

filter calico_to_kernel {
  # The kernel has routes to its own segments already, and would refuse them every 2 s: "File exists".
  if source = RTS_DEVICE then reject;
  if source ~ [ RTS_BGP, RTS_STATIC ] then accept;
  reject;
}

protocol kernel {
  learn;            # underlay routes of others, for next hops across routers
  persist;          # workloads stay connected while BIRD restarts
  graceful restart;
  scan time 2;
  metric 0;         # as Calico's routes; BIRD's own default is 32
  merge paths on;   # equally good next hops become one multipath route
  ipv4 { import all; export filter calico_to_kernel; };
}

function calico_export() {
  if proto = "calico_blocks" && net ~ [ 10.244.0.0/16{16,26} ] then accept;
  # A reflector passes on what it learned. To whom is BGP's own rule.
  if source = RTS_BGP && net ~ [ 10.244.0.0/16{16,26} ] then accept;
}

template bgp calico {
  hold time 240;
  keepalive time 80;
  connect delay time 1;
  connect retry time 5;
  error wait time 5, 30;
  multihop;
  graceful restart on;
  graceful restart time 120;
  ipv4 {
    import all;         # peers tell what is theirs to tell
    export filter { calico_export(); reject; };
    add paths on;
    gateway recursive;  # the next hop is the block's owner, wherever it is
  };
}

# BGPPeer clients-to-reflectors: host2
protocol bgp Node_100_64_4_2 from calico {
  local 100.64.4.1 as 64512;
  neighbor 100.64.4.2 as 64512;
  passive on;  # the peer connects, or two connections would meet
  rr client;
  rr cluster id 244.0.0.1;
}

# BGPPeer clients-to-reflectors: host3
protocol bgp Node_100_64_4_3 from calico {
  local 100.64.4.1 as 64512;
  neighbor 100.64.4.3 as 64512;
  passive on;  # the peer connects, or two connections would meet
  rr client;
  rr cluster id 244.0.0.1;
}
`);
  });

  it("of a client exports its own blocks only", () => {
    const text = configurationOf(routeReflector(), onOneSegment(3), "host2");
    expect(text).not.toContain("source = RTS_BGP && net");
    expect(text.match(/^protocol bgp .*/gm)).toEqual(["protocol bgp Node_100_64_4_1 from calico {"]);
  });

  it("accepts the own AS number from a gateway of another", () => {
    const mode = gatewayDynamic({ gatewayAsNumber: 65000 });
    expect(configurationOf(mode, acrossRouter, "host1")).toMatch(/as 65000;\n {2}allow local as 1;\n/);
  });

  it("includes blocks as static routes, or none", () => {
    expect(blocksText(["10.244.1.0/26", "10.244.1.64/26"])).toBe(
      "route 10.244.1.0/26 blackhole;\nroute 10.244.1.64/26 blackhole;\n",
    );
    expect(blocksText([])).toBe("");
  });
});
