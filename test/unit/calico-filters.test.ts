import { describe, expect, it } from "vitest";
import { birdConfiguration } from "../../lib/cni/calico/bird.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import type { BGPFilter, BGPPeer, FilterRule, Resources } from "../../lib/cni/calico/resources/resources.ts";
import { nodeNamed, onOneSegment } from "../fixtures/calico.ts";

const filter = (name: string, spec: BGPFilter["spec"]): BGPFilter => ({
  kind: "BGPFilter",
  metadata: { name },
  spec,
});
const peer = (name: string, spec: BGPPeer["spec"]): BGPPeer => ({
  kind: "BGPPeer",
  metadata: { name },
  spec,
});
const nodes = fullMesh().resources(onOneSegment(3));

/** BIRD's configuration of host1, from its filters on. */
function textOf(resources: Resources): string {
  const text = birdConfiguration(resources, nodeNamed(resources, "host1"));
  return text.slice(text.indexOf("# BGPFilter"));
}

/** A rule as BIRD has it, by Calico's templates (confd, bgpfilter). */
const ruleText = (rule: FilterRule) =>
  textOf([
    ...nodes,
    filter("f", { exportV4: [rule] }),
    peer("p", { peerIP: "100.64.4.61", asNumber: 65000, filters: ["f"] }),
  ]).split("\n")[2];

describe("a rule of a BGPFilter", () => {
  it.each<[FilterRule, string]>([
    [
      { action: "Accept", matchOperator: "In", cidr: "77.0.0.0/16" },
      "  if ((net ~ 77.0.0.0/16)) then { accept; }",
    ],
    [
      { action: "Reject", matchOperator: "NotIn", cidr: "77.1.0.0/16" },
      "  if ((net !~ 77.1.0.0/16)) then { reject; }",
    ],
    [
      { action: "Accept", matchOperator: "Equal", cidr: "77.2.0.0/16" },
      "  if ((net = 77.2.0.0/16)) then { accept; }",
    ],
    [
      { action: "Reject", matchOperator: "NotEqual", cidr: "77.3.0.0/16" },
      "  if ((net != 77.3.0.0/16)) then { reject; }",
    ],
    [
      { action: "Accept", source: "RemotePeers" },
      "  if (((defined(source))&&(source ~ [ RTS_BGP ]))) then { accept; }",
    ],
    [
      { action: "Reject", interface: "*.calico" },
      '  if (((defined(ifname))&&(ifname ~ "*.calico"))) then { reject; }',
    ],
    [
      {
        action: "Reject",
        matchOperator: "In",
        cidr: "44.1.0.0/16",
        source: "RemotePeers",
        interface: "eth9",
      },
      '  if ((net ~ 44.1.0.0/16)&&((defined(source))&&(source ~ [ RTS_BGP ]))&&((defined(ifname))&&(ifname ~ "eth9"))) then { reject; }',
    ],
    [{ action: "Reject" }, "  reject;"],
    [
      { action: "Accept", matchOperator: "In", cidr: "10.0.0.0/8", prefixLength: { min: 16, max: 24 } },
      "  if ((net ~ [ 10.0.0.0/8{16,24} ])) then { accept; }",
    ],
    [
      { action: "Accept", matchOperator: "NotIn", cidr: "10.0.0.0/8", prefixLength: { max: 24 } },
      "  if ((net !~ [ 10.0.0.0/8{8,24} ])) then { accept; }",
    ],
    [
      { action: "Accept", matchOperator: "In", cidr: "10.0.0.0/16", prefixLength: { min: 8 } },
      "  if ((net ~ [ 10.0.0.0/16{16,32} ])) then { accept; }",
    ],
  ])("%j", (rule, text) => {
    expect(ruleText(rule)).toBe(text);
  });
});

describe("BGPFilters", () => {
  const drop = { action: "Reject", matchOperator: "In", cidr: "10.244.2.0/24" } as const;

  it("are functions that a session's own filters call in their BGPPeer's order, before what Calico does without them", () => {
    expect(
      textOf([
        ...nodes,
        filter("other", { exportV4: [drop] }),
        filter("first-filter", { importV4: [drop, { action: "Accept" }] }),
        filter("second", { importV4: [drop], exportV4: [drop] }),
        filter("empty", {}),
        peer("tor", {
          node: "host1",
          peerIP: "100.64.4.61",
          asNumber: 65000,
          keepOriginalNextHop: true,
          filters: ["second", "empty", "first-filter"],
        }),
      ]).replace(/^template.*?\n}\n/ms, "…\n"),
    ).toBe(`# BGPFilter first-filter
function 'bgp_first-filter_importFilterV4'() {
  if ((net ~ 10.244.2.0/24)) then { reject; }
  accept;
}

# BGPFilter second
function 'bgp_second_importFilterV4'() {
  if ((net ~ 10.244.2.0/24)) then { reject; }
}
function 'bgp_second_exportFilterV4'() {
  if ((net ~ 10.244.2.0/24)) then { reject; }
}

…

# Node-to-node mesh: host2
protocol bgp Mesh_100_64_4_2 from calico {
  local 100.64.4.1 as 64512;
  neighbor 100.64.4.2 as 64512;
  passive on;  # the peer connects, or two connections would meet
}

# Node-to-node mesh: host3
protocol bgp Mesh_100_64_4_3 from calico {
  local 100.64.4.1 as 64512;
  neighbor 100.64.4.3 as 64512;
  passive on;  # the peer connects, or two connections would meet
}

# BGPPeer tor
protocol bgp Node_100_64_4_61 from calico {
  local 100.64.4.1 as 64512;
  neighbor 100.64.4.61 as 65000;
  ipv4 { next hop keep; import filter { 'bgp_second_importFilterV4'(); 'bgp_first-filter_importFilterV4'(); accept; }; export filter { 'bgp_second_exportFilterV4'(); calico_export(); reject; }; };
}
`);
  });

  it("hold at both ends of a session between nodes", () => {
    const resources: Resources = [
      ...routeReflector()
        .resources(onOneSegment(2))
        .filter(({ kind }) => kind !== "BGPPeer"),
      filter("f", { importV4: [drop] }),
      peer("p", {
        nodeSelector: "!has(route-reflector)",
        peerSelector: "has(route-reflector)",
        filters: ["f"],
      }),
    ];
    for (const host of ["host1", "host2"])
      expect(birdConfiguration(resources, nodeNamed(resources, host))).toContain(
        "ipv4 { import filter { 'bgp_f_importFilterV4'(); accept; }; };",
      );
  });

  it("with names that BIRD's symbols cannot hold stay apart", () => {
    const names = ["a", "b"].map((end) => `${"long-".repeat(10)}${end}`);
    const text = textOf([
      ...nodes,
      ...names.map((name) => filter(name, { importV4: [drop] })),
      peer("tor", { peerIP: "100.64.4.61", asNumber: 65000, filters: names }),
    ]);
    const functions = [...text.matchAll(/^function '(.*)'/gm)].map(([, name = ""]) => name);
    expect(new Set(functions).size).toBe(2);
    expect(Math.max(...functions.map((name) => name.length))).toBeLessThanOrEqual(64);
  });
});
