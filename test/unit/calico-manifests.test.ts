import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { calico } from "../../lib/cni/calico/calico.ts";
import { modeOfFile } from "../../lib/cni/calico/manifests/mode.ts";
import { kinds } from "../../lib/cni/calico/manifests/read.ts";
import { underlayOf } from "../../lib/cni/calico/mode.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { brief, header, joined, lan, madeOf, manifest, modeOf, secret } from "../fixtures/manifests.ts";

describe("a file of resources", () => {
  const pool = manifest("IPPool", "ours", "cidr: 10.7.0.0/16");

  it("may be what calicoctl prints: a list, with what servers write", () => {
    const item = pool.replace("  name: ours\n", '  name: ours\n  uid: x\n  resourceVersion: "7"\n');
    const text = `kind: IPPoolList\napiVersion: projectcalico.org/v3\nmetadata: {resourceVersion: "9"}\nitems:\n${item.replaceAll(/^/gm, "  ").replace("  api", "- api")}`;
    expect(modeOf(text).pool).toBe("10.7.0.0/16");
    expect(modeOf(`- ${item.trim().replaceAll("\n", "\n  ")}\n`).pool).toBe("10.7.0.0/16");
  });

  it("leaves to the lab and to Calico's defaults what it does not say", () => {
    const mode = modeOf(manifest("BGPConfiguration", "default", "nodeToNodeMeshEnabled: true"));
    expect(mode.resources(underlayOf(lan))).toEqual(fullMesh().resources(underlayOf(lan)));
  });

  it("keeps addresses of pools that are disabled, and AS numbers of single nodes", () => {
    const mode = modeOf(
      joined(
        manifest("IPPool", "old", "cidr: 10.6.0.0/16\ndisabled: true\nvxlanMode: Always"),
        pool,
        `${header("Node", "host2")}spec: {bgp: {asNumber: "1.10"}}\n`,
      ),
    );
    expect([mode.pool, mode.overhead, mode.speaksBgp]).toEqual(["10.7.0.0/16", 0, true]);
    expect(mode.complaintsOn(underlayOf(lan))).toEqual([]);
    const { given } = calico(mode).files(lan.hosts[0] as never, lan);
    expect(given["/etc/underlay/bird.conf"]).toContain("neighbor 100.65.0.2 as 65546;");
    expect(given["/etc/underlay/bird.conf"]).toContain("net ~ [ 10.6.0.0/16{16,26} ]");
  });

  it.each<[string, string[]]>([
    [
      `${pool}---\n${pool}`,
      ['bgp.yaml:11:9 IPPool "ours" is here twice. Keep one of the two, or rename one.'],
    ],
    [
      "",
      [
        "bgp.yaml The file has no resources. Give it some of: IPPool, BGPConfiguration, BGPPeer, BGPFilter, Node, BlockAffinity.",
      ],
    ],
    [
      "just text",
      ['bgp.yaml:1:1 A resource is a map with apiVersion, kind, metadata and spec, and not "just text".'],
    ],
    [
      "kind: BGPPeers",
      [
        'bgp.yaml:1:7 The embedded engine takes no resource of the kind "BGPPeers"; did you mean "BGPPeer"? Known: IPPool, BGPConfiguration, BGPPeer, BGPFilter, Node, BlockAffinity.',
      ],
    ],
    [
      "kind: BGPPeer",
      [
        "bgp.yaml:1:1 apiVersion is missing. Valid: projectcalico.org/v3.",
        "bgp.yaml:1:1 metadata is missing. Give it a map of keys and values.",
        "bgp.yaml:1:1 spec is missing. Give it a map of keys and values.",
      ],
    ],
    [
      manifest("IPPool", "six", "cidr: fd00::/48\nnatOutgoing: true\nnamespaceSelector: all()"),
      [
        "bgp.yaml:6:9 The embedded engine has no IPv6. Use an IPv4 network, e.g. 10.244.0.0/16.",
        "bgp.yaml:7:16 natOutgoing is not false, but the embedded engine translates no addresses: packets keep the workloads' own. Use false.",
        "bgp.yaml:8:3 namespaceSelector: the embedded engine knows of no namespaces. Remove it.",
      ],
    ],
    [
      manifest("IPPool", "small", "cidr: 10.7.0.0/27"),
      [
        'bgp.yaml:6:9 IPPool "small" (10.7.0.0/27) is smaller than one of its blocks (/26). Use a larger network or a blockSize of 27 or more.',
      ],
    ],
    [
      joined(manifest("IPPool", "a", "cidr: 10.7.0.0/16"), manifest("IPPool", "b", "cidr: 10.7.8.0/21")),
      [
        'bgp.yaml:13:9 IPPool "b" (10.7.8.0/21) overlaps IPPool "a" (10.7.0.0/16). Give one of them another cidr.',
      ],
    ],
    [
      manifest("BGPConfiguration", "default", "serviceClusterIPs: []\nlistenPort: 1790\nasNumber: 0"),
      [
        "bgp.yaml:6:3 serviceClusterIPs: the embedded engine has no Kubernetes services to announce. Remove it.",
        "bgp.yaml:7:15 listenPort is 1790, but the embedded engine listens on BGP's own port. Use 179, or leave it out.",
        "bgp.yaml:8:13 The AS number 0 is out of range. Use a whole number from 1 to 4294967295, e.g. 64512, the first for private use; one with a point is written in quotes.",
      ],
    ],
    [
      manifest("BGPConfiguration", "default", "asNumber: [64512]"),
      [
        "bgp.yaml:6:3 The AS number [ 64512 ] is out of range. Use a whole number from 1 to 4294967295, e.g. 64512, the first for private use; one with a point is written in quotes.",
      ],
    ],
    [
      manifest(
        "BGPPeer",
        "tor",
        `peerSelector: "${"!".repeat(1025)}"\nkeepOriginalNextHop: true\nnextHopMode: Auto`,
      ),
      [
        "bgp.yaml:6:17 A selector has 1024 characters at most. Use a shorter one.",
        "bgp.yaml:7:24 keepOriginalNextHop and nextHopMode say the same. Keep nextHopMode.",
      ],
    ],
    [
      manifest("BGPConfiguration", "default", `nodeToNodeMeshEnabled: false\nnodeMeshP${secret.slice(1)}`),
      [
        "bgp.yaml:7:3 nodeMeshPassword is for the node-to-node mesh, which is off. Remove it, or give it to BGPPeers as their password.",
      ],
    ],
    [
      manifest("BGPPeer", "tor", "peerIp: 1.2.3.4\nfailureDetectionMode: BFDIfDirectlyConnected"),
      [
        'bgp.yaml:6:3 There is no key "peerIp" here; did you mean "peerIP"? Known: node, nodeSelector, peerSelector, peerIP, asNumber, numAllowedLocalASNumbers, keepOriginalNextHop, nextHopMode, password, filters, sourceAddress, reversePeering, failureDetectionMode, restartMode, birdGatewayMode.',
        'bgp.yaml:7:25 failureDetectionMode is "BFDIfDirectlyConnected", but the embedded engine has no BFD. Use None, or leave it out.',
      ],
    ],
    [
      manifest(
        "BGPFilter",
        "f",
        `importV4:
  - {action: Accept, cidr: 10.0.0.0/8}
  - {action: Accept, prefixLength: {min: 9}}
  - {action: Accept, matchOperator: Equal, cidr: 10.0.0.0/8, prefixLength: {min: 9}}
  - {action: Accept, interface: 'eth0"; reject;'}
exportV6: [{action: Reject}]`,
      ),
      [
        "bgp.yaml:7:8 The rule has only one of cidr and matchOperator. Give it both, or none.",
        "bgp.yaml:8:8 The rule has a prefixLength without a cidr. Give it a cidr, e.g. 0.0.0.0/0, with the matchOperator In.",
        "bgp.yaml:9:8 The rule compares a network with several: prefixLength goes with In and NotIn. Use one of these.",
        'bgp.yaml:10:35 interface is no name of a device. Use at most 15 letters, digits, "-", "_" or ".", and "*" for any others, e.g. eth*.',
        "bgp.yaml:11:3 exportV6: the embedded engine has no IPv6. Remove it.",
      ],
    ],
    [
      `kind: IPPool\nmetadata: {name: *x}\n---\nkind: X\n---\n${manifest("Node", "$(reboot)", "bgp: {routeReflectorClusterID: 0.0.0.0}")}`,
      [
        "bgp.yaml:2:18 There is no anchor &x before this alias. Define it, or correct the name.",
        'bgp.yaml:4:7 The embedded engine takes no resource of the kind "X". Known: IPPool, BGPConfiguration, BGPPeer, BGPFilter, Node, BlockAffinity.',
        'bgp.yaml:9:9 The name "$(reboot)" cannot be used. Use lower-case letters, digits, "-" and ".", with a letter or digit first and last.',
        'bgp.yaml:11:34 The cluster ID "0.0.0.0" cannot be used. Write it like an IPv4 address other than 0.0.0.0, e.g. 244.0.0.1.',
      ],
    ],
  ])("that is wrong by itself makes no mode, and all is told at its line: %j", (text, problems) => {
    const { mode, problems: found } = madeOf(text);
    expect(mode).toBeUndefined();
    expect(brief(found)).toEqual(problems);
  });

  it("that is not there is named", () => {
    const path = "/none/none.yaml";
    expect(modeOfFile({ path, name: "none.yaml", asked: "none.yaml" }, undefined).problems).toEqual([
      { path: "none.yaml", message: "There is no such file. Correct the name, or make the file." },
    ]);
  });
});

describe("the page about Calico's resources", () => {
  const page = readFileSync(new URL("../../docs/calico-resources.md", import.meta.url), "utf8");

  it.each(Object.entries(kinds))("has every field of a %s, taken or refused", (_, schema) => {
    const fields: string[] = [];
    z.toJSONSchema(schema.shape.spec, {
      io: "input",
      unrepresentable: "any",
      override: ({ jsonSchema }) => void fields.push(...Object.keys(jsonSchema.properties ?? {})),
    });
    expect(fields.length).toBeGreaterThan(1);
    const inside = /^(bgp|secretKeyRef|name|key|optional|min|max|state|deleted)$/;
    expect(
      fields.filter((field) => !inside.test(field) && !new RegExp(`[\`.]${field}\``).test(page)),
    ).toEqual([]);
  });
});
