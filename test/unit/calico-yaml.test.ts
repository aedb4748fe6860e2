import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { yaml } from "../../lib/cni/calico/resources/yaml.ts";
import { onOneSegment } from "../fixtures/calico.ts";

describe("YAML of resources", () => {
  it("is what calicoctl takes", () => {
    const mode = routeReflector({ password: "secret" });
    expect(yaml(mode.resources(onOneSegment(2)))).toBe(`apiVersion: projectcalico.org/v3
kind: IPPool
metadata:
  name: default-ipv4-ippool
spec:
  cidr: 10.244.0.0/16
  blockSize: 26
  ipipMode: Never
  vxlanMode: Never
  natOutgoing: false
  nodeSelector: all()
---
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata:
  name: default
spec:
  asNumber: 64512
  nodeToNodeMeshEnabled: false
---
apiVersion: projectcalico.org/v3
kind: Node
metadata:
  name: host1
  labels:
    route-reflector: "true"
spec:
  bgp:
    ipv4Address: 100.64.4.1/26
    routeReflectorClusterID: 244.0.0.1
---
apiVersion: projectcalico.org/v3
kind: Node
metadata:
  name: host2
spec:
  bgp:
    ipv4Address: 100.64.4.2/26
---
apiVersion: projectcalico.org/v3
kind: BlockAffinity
metadata:
  name: host1-10-244-1-0-26
spec:
  cidr: 10.244.1.0/26
  node: host1
  state: confirmed
  deleted: "false"
---
apiVersion: projectcalico.org/v3
kind: BlockAffinity
metadata:
  name: host2-10-244-2-0-26
spec:
  cidr: 10.244.2.0/26
  node: host2
  state: confirmed
  deleted: "false"
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata:
  name: clients-to-reflectors
spec:
  nodeSelector: "!has(route-reflector)"
  peerSelector: has(route-reflector)
  password:
    secretKeyRef:
      name: bgp
      key: password
`);
  });

  it.each(["1.1", "1.2"] as const)("keeps strings that YAML %s has other uses for", (version) => {
    const values = [
      "false",
      "on",
      "y",
      "null",
      "12",
      "1e3",
      "0x1f",
      "0b1",
      "1_000",
      "190:20:30",
      "2026-01-01",
    ];
    const labels = Object.fromEntries(
      [...values, "a: b", "#a", "", " a", 'x == "a"'].map((value) => [`of ${value}`, value]),
    );
    const text = yaml([{ kind: "BGPFilter", metadata: { name: "f", labels }, spec: {} }]);
    expect(parse(text, { version }).metadata.labels).toEqual(labels);
  });

  it("says a rule twice that stands twice, without an alias", () => {
    const rule = { action: "Reject", matchOperator: "In", cidr: "10.0.0.0/8" } as const;
    const spec = { importV4: [rule, rule], exportV4: [] };
    expect(yaml([{ kind: "BGPFilter", metadata: { name: "ours" }, spec }])).not.toMatch(/[&*]/);
  });
});
