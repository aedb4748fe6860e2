import { describe, expect, it } from "vitest";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { gatewayRr } from "../../lib/cni/calico/modes/gateway-rr.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { vxlan } from "../../lib/cni/calico/modes/vxlan.ts";
import { complaints } from "../../lib/cni/calico/resources/complaints.ts";
import type { BGPPeer, IPPool, Resource, Resources } from "../../lib/cni/calico/resources/resources.ts";
import type { Problem } from "../../lib/model/errors.ts";
import { acrossRouter, calicoHosts, onOneSegment } from "../fixtures/calico.ts";

const good = fullMesh().resources(onOneSegment(3));
const peer = (spec: BGPPeer["spec"]): BGPPeer => ({ kind: "BGPPeer", metadata: { name: "tor" }, spec });
const pool = (spec: Partial<IPPool["spec"]>): Resource[] =>
  good.flatMap((each) =>
    each.kind === "IPPool" ? { ...each, metadata: { name: "second" }, spec: { ...each.spec, ...spec } } : [],
  );
const meshOff = (resources: Resources): Resources =>
  resources.map((each) =>
    each.kind === "BGPConfiguration"
      ? { ...each, spec: { ...each.spec, nodeToNodeMeshEnabled: false } }
      : each,
  );

describe("complaints about resources", () => {
  it("are none for those of every mode", () => {
    const [lan, wan] = [onOneSegment(5), acrossRouter];
    expect(fullMesh({ password: "pass word" }).complaintsOn(lan)).toEqual([]);
    expect(routeReflector({ reflectors: ["host1", "host4"] }).complaintsOn(lan)).toEqual([]);
    expect(gatewayDynamic({ gatewayAsNumber: 65000 }).complaintsOn(wan)).toEqual([]);
    expect(gatewayRr().complaintsOn(wan)).toEqual([]);
    expect(ipip({ ipipMode: "CrossSubnet" }).complaintsOn(wan)).toEqual([]);
    expect(vxlan().complaintsOn(wan)).toEqual([]);
    // One host has nobody to peer with, and that is no mistake.
    expect(fullMesh().complaintsOn(onOneSegment(1))).toEqual([]);
  });

  it.each<[string, Resources, string]>([
    [
      "an AS number of 0",
      fullMesh({ asNumber: 0 }).resources(onOneSegment(1)),
      'BGPConfiguration "default" has the AS number 0, which is out of range. Use a whole number from 1 to 4294967295, e.g. 64512, the first for private use.',
    ],
    [
      "a peer's AS number of five bytes",
      [...good, peer({ peerIP: "100.64.4.61", asNumber: 2 ** 32 })],
      'BGPPeer "tor" has the AS number 4294967296, which is out of range. Use a whole number from 1 to 4294967295, e.g. 64512, the first for private use.',
    ],
    [
      "a pool with host bits",
      [...good, ...pool({ cidr: "10.1.0.1/16" })],
      'IPPool "second" has the cidr "10.1.0.1/16", which is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "10.244.0.0/16".',
    ],
    [
      "blocks that are too large",
      [...good, ...pool({ cidr: "10.1.0.0/16", blockSize: 19 })],
      'IPPool "second" has the blockSize 19, which is out of range. Use a whole number from 20 to 32.',
    ],
    [
      "a pool smaller than a block",
      [...good, ...pool({ cidr: "10.1.0.0/27" })],
      'IPPool "second" (10.1.0.0/27) is smaller than one of its blocks (/26). Use a larger network or a blockSize of 27 or more.',
    ],
    [
      "pools that overlap",
      [...good, ...pool({ cidr: "10.244.128.0/17" })],
      'IPPool "second" (10.244.128.0/17) overlaps IPPool "default-ipv4-ippool" (10.244.0.0/16). Give one of them another cidr.',
    ],
    [
      "a pool too small for the hosts",
      fullMesh({ pool: "10.9.0.0/23" }).resources(onOneSegment(5)),
      'IPPool "default-ipv4-ippool" (10.9.0.0/23) is too small for the hosts: block 10.9.2.0/26 of host2 lies outside. Use 10.9.0.0/21 or larger.',
    ],
    [
      "a pool too small that cannot grow where it is",
      fullMesh({ pool: "10.9.2.0/24" }).resources(onOneSegment(5)),
      'IPPool "default-ipv4-ippool" (10.9.2.0/24) is too small for the hosts: block 10.9.3.0/26 of host1 lies outside. Use a network of /21 or larger, e.g. 10.244.0.0/16.',
    ],
    [
      "a selector that cannot be read",
      [...good, peer({ nodeSelector: "rack == a", peerSelector: "all()" })],
      'nodeSelector "rack == a" of BGPPeer "tor" cannot be read: expected a value in quotes instead of "a" in column 9. Selectors look like has(route-reflector), rack == "a" or !(zone in {"x", "y"}).',
    ],
    [
      "a selector that matches nothing",
      [...good, peer({ peerSelector: "has(tor)" })],
      'peerSelector "has(tor)" of BGPPeer "tor" matches no node, so it has no effect. Give a node such labels, or change the selector.',
    ],
    [
      "no reflector without a mesh",
      meshOff([...good, peer({ peerSelector: "all()" })]),
      "The node-to-node mesh is off, but no node is a route reflector and no BGPPeer names a router, so no node would learn another's routes. Name a host as reflector, or turn the mesh on.",
    ],
    [
      "two nodes with one address",
      fullMesh().resources({
        hosts: calicoHosts(2).map((host) => ({ ...host, address: "100.64.4.1" })),
        gateways: [],
      }),
      'Node "host2" has the address 100.64.4.1 of Node "host1", but it is the router ID by which BGP tells nodes apart. Give one of them another address.',
    ],
    [
      "a BGPPeer without peer",
      [...good, peer({ nodeSelector: "all()" })],
      'BGPPeer "tor" has no peer. Give it a peerSelector, or a peerIP with its asNumber.',
    ],
    [
      "a BGPPeer with two",
      [...good, peer({ peerSelector: "all()", peerIP: "100.64.4.61" })],
      'BGPPeer "tor" has both a peerSelector and a peerIP. Keep one of the two.',
    ],
    [
      "a filter that there is not",
      [...good, peer({ peerSelector: "all()", filters: ["ours"] })],
      'BGPPeer "tor" has the filter "ours", which does not exist. Known: none.',
    ],
    [
      "a BGPPeer of an unknown node",
      [...good, peer({ node: "host9", peerIP: "100.64.4.61" })],
      'BGPPeer "tor" is for the node "host9", which does not exist; did you mean "host1"? Known: host1, host2, host3.',
    ],
  ])("tell of %s", (_, resources, complaint) => {
    expect(complaints(resources).map(({ message }) => message)).toEqual([complaint]);
  });
});

describe("complaints about a mode", () => {
  it.each<[string, readonly (string | Problem)[], string]>([
    [
      "a reflector that is no host",
      routeReflector({ reflectors: ["host7"] }).complaintsOn(onOneSegment(2)),
      'There is no host "host7" to be a route reflector. Known: host1, host2.',
    ],
    [
      "three reflectors",
      routeReflector({ reflectors: ["host1", "host2", "host3"] }).complaints,
      "Calico's mode route-reflector has 3 reflectors. Name one or two hosts.",
    ],
    [
      "a cluster ID that BIRD would not read",
      gatewayRr({ clusterId: "rack1" }).complaints,
      'Option clusterId of Calico\'s mode gateway-rr is "rack1", which is not written like an IPv4 address. Use e.g. "244.0.0.1".',
    ],
    [
      "a password that ends its own quotes",
      fullMesh({ password: 'a"b' }).complaints,
      "The password of Calico's mode full-mesh cannot be used. Use 1 to 80 ASCII characters without double quotes.",
    ],
    [
      "a password that is a number, as YAML reads it without quotes",
      fullMesh({ ...{ password: 12345 } } as object).complaints,
      "The password of Calico's mode full-mesh is no text. Use text: put it in quotes.",
    ],
    [
      "an option of another mode",
      fullMesh({ asNumber: 64512, ...{ reflectors: ["host1"] } }).complaints,
      "Calico's mode full-mesh has no option reflectors. It has: pool, blockSize, asNumber, password. Remove the option, or choose a mode that has it.",
    ],
    [
      "a tunnel that is never used",
      ipip({ ...{ ipipMode: "Never" } } as object).complaints,
      'Option ipipMode of Calico\'s mode ipip is "Never". Use "Always" or "CrossSubnet".',
    ],
    [
      "BGP in a mode without it",
      vxlan({ ...{ asNumber: 64512 } } as object).complaints,
      "Calico's mode vxlan has no option asNumber. It has: pool, blockSize, vxlanMode. Remove the option, or choose a mode that has it.",
    ],
    [
      "a pool that is no network",
      fullMesh({ pool: "ten" }).complaints,
      'IPPool "default-ipv4-ippool" has the cidr "ten", which is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "10.244.0.0/16".',
    ],
    [
      "a host without a router",
      gatewayDynamic().complaintsOn(onOneSegment(1)),
      'host1 (100.64.4.1/26) has no router on its segment to peer with. Put a router there, e.g. lab.router("router1", { on: [left, right] }).',
    ],
    [
      "reflectors with no router to feed",
      gatewayRr().complaintsOn(onOneSegment(2)),
      'The lab has no router for the route reflectors to feed. Add one, e.g. lab.router("router1", { on: [left, right] }), or choose the mode route-reflector.',
    ],
  ])("tell of %s", (_, found, complaint) => {
    expect(found).toEqual([complaint]);
  });

  it("don't keep a mode with such a pool from being asked for addresses", () => {
    expect(fullMesh({ pool: "ten" }).block(2)).toBe("10.244.2.0/26");
    expect(fullMesh({ blockSize: 22 }).block(2)).toBe("10.244.8.0/22");
  });
});
