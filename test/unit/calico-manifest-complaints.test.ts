import { describe, expect, it } from "vitest";
import { underlayOf } from "../../lib/cni/calico/mode.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import {
  brief,
  header,
  joined,
  labelled,
  lan,
  manifest,
  meshOff,
  modeOf,
  reflector,
  secret,
  toReflectors,
  wan,
} from "../fixtures/manifests.ts";

describe("in the lab that it is for, a file of resources has each complaint at its line:", () => {
  it.each<[string, LabSpec, string, string[], string?]>([
    [
      "a node that is no host",
      lan,
      joined(header("Node", "host9"), manifest("BGPPeer", "p", "node: hots1\npeerSelector: all()")),
      [
        'bgp.yaml:11:9 BGPPeer "p" is for the node "hots1", which does not exist; did you mean "host1"? Known: host1, host2, host3.',
        'bgp.yaml:4:9 There is no host "host9" in this lab; did you mean "host1"? Known: host1, host2, host3.',
      ],
    ],
    [
      "two pools in use",
      lan,
      joined(manifest("IPPool", "a", "cidr: 10.7.0.0/16"), manifest("IPPool", "b", "cidr: 10.8.0.0/16")),
      [
        'bgp.yaml:11:9 IPPool "b" would be a second pool of addresses, and the embedded engine gives out those of one, IPPool "a". Remove it, or give it "disabled: true".',
      ],
    ],
    [
      "a pool for some hosts, with two tunnels",
      lan,
      manifest("IPPool", "a", "cidr: 10.7.0.0/16\nnodeSelector: has(x)\nipipMode: Always\nvxlanMode: Always"),
      [
        'bgp.yaml:9:14 IPPool "a" asks for two tunnels, ipipMode and vxlanMode. Keep one, and set the other to Never.',
        'bgp.yaml:7:17 nodeSelector "has(x)" of IPPool "a" leaves out host1, host2, host3, and the embedded engine has one pool for all hosts. Use all().',
      ],
    ],
    [
      "addresses that are the lab's",
      lan,
      joined(
        manifest("Node", "host1", "bgp:\n  ipv4Address: 10.0.0.1/24\n  ipv4IPIPTunnelAddr: 10.244.1.0"),
        manifest("Node", "host2", "bgp: {ipv4Address: 100.65.0.2}"),
      ),
      [
        'bgp.yaml:7:18 Node "host1" has the bgp.ipv4Address "10.0.0.1/24", but the lab gives it another. Use "100.65.0.1/26", or leave it out.',
        'bgp.yaml:8:25 Node "host1" has the bgp.ipv4IPIPTunnelAddr "10.244.1.0", but the lab gives it none. Remove it.',
      ],
    ],
    [
      "peers that nobody is, or of another AS",
      lan,
      joined(
        manifest("BGPPeer", "a", "peerIP: 192.0.2.1\nasNumber: 65000"),
        manifest("BGPPeer", "b", "peerIP: 100.65.0.1:179\nasNumber: 65000"),
        manifest("BGPPeer", "c", "peerSelector: all()\nasNumber: 65000\nfilters: [f]"),
      ),
      [
        'bgp.yaml:24:13 BGPPeer "c" has the filter "f", which does not exist. Known: none.',
        'bgp.yaml:6:11 BGPPeer "a" has the peerIP 192.0.2.1, which nobody has in this lab. Known: host1 100.65.0.1, host2 100.65.0.2, host3 100.65.0.3.',
        'bgp.yaml:15:13 BGPPeer "b" has the AS number 65000 for host1, which has 64512. Use that, or leave it out.',
        'bgp.yaml:23:13 BGPPeer "c" has an asNumber beside its peerSelector, but nodes have their own. Remove it.',
      ],
    ],
    [
      "BGP where there is none",
      lan,
      joined(
        manifest("IPPool", "a", "cidr: 10.7.0.0/16\nvxlanMode: Always"),
        toReflectors,
        reflector("host1"),
      ),
      [
        "bgp.yaml:10:7 BGPPeer \"clients-to-reflectors\" asks for BGP, but no route is BGP's: the pool is VXLAN's, whose routes the agent writes. Remove it, or set vxlanMode to Never.",
        "bgp.yaml:22:39 Node \"host1\" asks for BGP, but no route is BGP's: the pool is VXLAN's, whose routes the agent writes. Remove it, or set vxlanMode to Never.",
      ],
    ],
    [
      "a password that the lab does not give",
      lan,
      joined(
        manifest("BGPConfiguration", "default", `nodeMeshP${secret.slice(1)}`),
        manifest("BGPPeer", "a", `peerSelector: all()\n${secret.replace("bgp", "other")}`),
      ),
      [
        'bgp.yaml:6:3 BGPConfiguration "default" asks for the password in the Secret bgp/password, which the lab has to know. Give it: { resources: "…", password: "…" }.',
        'bgp.yaml:14:3 BGPPeer "a" asks for the password other/password, and BGPConfiguration "default" for bgp/password; the embedded engine has one. Use the same Secret.',
      ],
    ],
    [
      "a password that nobody asks for",
      lan,
      meshOff.replace("false", "true"),
      [
        "Option password of Calico is given, but none of its resources asks for a password. Leave it out, or name a Secret in the BGPPeers or in the BGPConfiguration.",
      ],
      "x",
    ],
    [
      "a mesh that is off",
      lan,
      meshOff,
      [
        "bgp.yaml:6:26 The node-to-node mesh is off, but no node is a route reflector and no BGPPeer names a router, so no node would learn another's routes. Name a host as reflector, or turn the mesh on.",
      ],
    ],
    [
      "hosts that are not on their router's segment, and routers of two AS",
      wan,
      joined(
        meshOff,
        ...labelled,
        manifest("BGPPeer", "a", "peerIP: 100.65.0.61"),
        manifest("BGPPeer", "b", 'nodeSelector: rack == "rack-2"\npeerIP: 100.65.0.125\nasNumber: 65000'),
      ),
      [
        'bgp.yaml:37:11 BGPPeer "a" has host3 peer with router1 at 100.65.0.61, but routers accept hosts of their own segments, and host3 has 100.65.0.67/26. Select the nodes of that segment alone, e.g. by a label, and make a BGPPeer for each segment.',
        'bgp.yaml:37:11 BGPPeer "a" has host4 peer with router1 at 100.65.0.61, but routers accept hosts of their own segments, and host4 has 100.65.0.68/26. Select the nodes of that segment alone, e.g. by a label, and make a BGPPeer for each segment.',
        'bgp.yaml:46:13 BGPPeer "b" has the AS number 65000, and BGPPeer "a" has 64512; the lab\'s routers have one. Use the same.',
      ],
    ],
    [
      "selectors that cannot be read",
      wan,
      joined(
        manifest("IPPool", "a", "cidr: 10.7.0.0/16\nnodeSelector: all("),
        manifest("BGPPeer", "a", "nodeSelector: rack = 1\npeerIP: 100.65.0.61"),
      ),
      [
        'bgp.yaml:14:17 nodeSelector "rack = 1" of BGPPeer "a" cannot be read: expected ==, !=, in, not in, contains, starts with or ends with instead of "= 1" in column 6. Selectors look like has(route-reflector), rack == "a" or !(zone in {"x", "y"}).',
        'bgp.yaml:7:17 nodeSelector "all(" of IPPool "a" cannot be read: expected ) at the end. Use all().',
      ],
    ],
    [
      "a router with a password for some",
      wan,
      joined(
        meshOff,
        ...labelled,
        manifest("BGPPeer", "a", 'nodeSelector: rack == "rack-1"\npeerIP: 100.65.0.61'),
        manifest("BGPPeer", "b", `nodeSelector: rack == "rack-2"\npeerIP: 100.65.0.125\n${secret}`),
      ),
      [
        'bgp.yaml:44:1 BGPPeer "b" has a password and BGPPeer "a" has none; the lab\'s routers ask all for it, or nobody. Give both one.',
      ],
      "of all",
    ],
    [
      "a router that reflectors know by another address, in another AS",
      wan,
      joined(
        meshOff,
        reflector("host1"),
        toReflectors,
        manifest("BGPPeer", "a", "nodeSelector: has(route-reflector)\npeerIP: 100.65.0.125\nasNumber: 65000"),
      ),
      [
        'bgp.yaml:29:11 BGPPeer "a" has the address 100.65.0.125 of router1, which reflectors know by its first one. Use 100.65.0.61.',
        'bgp.yaml:30:13 BGPPeer "a" has the AS number 65000, but a router that reflectors feed is in theirs. Use 64512, or leave it out.',
      ],
    ],
  ])("%s", (_, lab, text, complaints, password) => {
    expect(brief(modeOf(text, password).complaintsOn(underlayOf(lab)))).toEqual(complaints);
  });
});
