import { describe, expect, it } from "vitest";
import { calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { gatewayRr } from "../../lib/cni/calico/modes/gateway-rr.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { ofKind, type Resources } from "../../lib/cni/calico/resources/resources.ts";
import { type Session, sessionsOf } from "../../lib/cni/calico/sessions.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { acrossRouter, nodeNamed, onOneSegment } from "../fixtures/calico.ts";
import { declaration, host } from "../fixtures/declaration.ts";

const of = (resources: Resources, host: string) => sessionsOf(resources, nodeNamed(resources, host));

/** `Mesh_100_64_4_2 passive reflects 244.0.0.1`. */
const text = ({ name, passive, reflects }: Session) =>
  [name, ...(passive ? ["passive"] : []), ...(reflects === null ? [] : ["reflects", reflects])].join(" ");

/** Every session once: both ends must have it, and exactly one of them connects. */
function pairs(resources: Resources): string[] {
  const ends = ofKind(resources, "Node").flatMap((node) =>
    sessionsOf(resources, node).map(({ peer, passive }) => ({
      own: node.spec.bgp.ipv4Address.split("/")[0] ?? "",
      peer,
      passive,
    })),
  );
  for (const { own, peer, passive } of ends) {
    const other = ends.find((end) => end.own === peer && end.peer === own);
    expect(other?.passive, `${own} and ${peer}`).toBe(!passive);
  }
  return ends.filter(({ passive }) => !passive).map(({ own, peer }) => `${own} > ${peer}`);
}

describe("the node-to-node mesh", () => {
  const resources = fullMesh().resources(onOneSegment(3));

  it("joins three hosts by three sessions, in which the larger address connects", () => {
    expect(pairs(resources)).toEqual([
      "100.64.4.2 > 100.64.4.1",
      "100.64.4.3 > 100.64.4.1",
      "100.64.4.3 > 100.64.4.2",
    ]);
    expect(of(resources, "host2").map(text)).toEqual(["Mesh_100_64_4_1", "Mesh_100_64_4_3 passive"]);
  });

  it("compares addresses as strings, so .9 connects to .10", () => {
    expect(pairs(fullMesh().resources(onOneSegment(2, 9)))).toEqual(["100.64.4.9 > 100.64.4.10"]);
  });

  it("leaves out a node with a cluster ID", () => {
    const changed = resources.map((each) =>
      each.kind === "Node" && each.metadata.name === "host3"
        ? { ...each, spec: { bgp: { ...each.spec.bgp, routeReflectorClusterID: "244.0.0.1" } } }
        : each,
    );
    expect(of(changed, "host3")).toEqual([]);
    expect(of(changed, "host1").map(text)).toEqual(["Mesh_100_64_4_2 passive"]);
  });

  it("has n(n-1)/2 sessions", () => {
    expect(pairs(fullMesh().resources(onOneSegment(20)))).toHaveLength(190);
  });
});

describe("route reflectors", () => {
  it("leave their clients ready only with the blocks of all hosts, not of the reflectors alone", () => {
    const mode = calico(routeReflector({ reflectors: ["host2"] }));
    const hosts = [1, 2, 3, 4].map((number) =>
      host(number, `workload${number}`, number === 2 ? { workloads: [] } : {}),
    );
    const lab = resolveLab(declaration({ hosts, modes: [{ path: "lab-test/calico", mode }] }));
    const [first] = lab.hosts;
    const given = first ? mode.files(first, lab).given : {};
    expect(JSON.parse(given["/etc/underlay/calico/remote-blocks.json"] ?? "")).toEqual([
      "10.244.3.0/26",
      "10.244.4.0/26",
    ]);
  });

  it("have every client, and clients have nobody else", () => {
    const resources = routeReflector({ reflectors: ["host2"] }).resources(onOneSegment(5));
    expect(pairs(resources)).toHaveLength(4);
    for (const host of ["host3", "host4", "host5"])
      expect(of(resources, host).map(text)).toEqual(["Node_100_64_4_2"]);
    expect(of(resources, "host1").map(text)).toEqual(["Node_100_64_4_2 passive"]);
    expect(of(resources, "host2").map(text)).toEqual([
      "Node_100_64_4_1 reflects 244.0.0.1",
      "Node_100_64_4_3 passive reflects 244.0.0.1",
      "Node_100_64_4_4 passive reflects 244.0.0.1",
      "Node_100_64_4_5 passive reflects 244.0.0.1",
    ]);
  });

  it("of one cluster tell each other their own blocks, but reflect nothing to each other", () => {
    const resources = routeReflector({ reflectors: ["host1", "host2"] }).resources(onOneSegment(5));
    expect(pairs(resources)).toHaveLength(7);
    expect(of(resources, "host5").map(text)).toEqual(["Node_100_64_4_1", "Node_100_64_4_2"]);
    expect(of(resources, "host1").map(text)).toEqual([
      "Node_100_64_4_2 passive",
      "Node_100_64_4_3 passive reflects 244.0.0.1",
      "Node_100_64_4_4 passive reflects 244.0.0.1",
      "Node_100_64_4_5 passive reflects 244.0.0.1",
    ]);
  });

  it("feed gateways as clients", () => {
    const resources = gatewayRr().resources(acrossRouter);
    expect(of(resources, "host1").map(text)).toContain("Node_100_64_4_61 reflects 244.0.0.1");
    expect(of(resources, "host4").map(text)).toEqual(["Node_100_64_4_1"]);
  });
});

describe("sessions with gateways", () => {
  it("are each host's only one, with the router of its own segment, and the host connects", () => {
    const resources = gatewayDynamic().resources(acrossRouter);
    expect(of(resources, "host2").map(text)).toEqual(["Node_100_64_4_61"]);
    expect(of(resources, "host3").map(text)).toEqual(["Node_100_64_4_125"]);
  });

  it("are global when all hosts have the same gateway", () => {
    const { hosts, gateways } = acrossRouter;
    const resources = gatewayDynamic().resources({ hosts: hosts.slice(0, 2), gateways });
    expect(of(resources, "host2").map(text)).toEqual(["Global_100_64_4_61"]);
  });

  it("are two where two routers are on a segment", () => {
    const { hosts, gateways } = acrossRouter;
    const second = { router: "router2", segment: "100.64.4.0/26", address: "100.64.4.60" };
    const resources = gatewayDynamic().resources({ hosts, gateways: [...gateways, second] });
    expect(of(resources, "host1").map(text)).toEqual(["Node_100_64_4_61", "Node_100_64_4_60"]);
    expect(of(resources, "host3").map(text)).toEqual(["Node_100_64_4_125"]);
  });

  it("of another AS accept the own AS number once in a path", () => {
    const [session] = of(gatewayDynamic({ gatewayAsNumber: 65000 }).resources(acrossRouter), "host1");
    expect(session).toMatchObject({ peerAsNumber: 65000, localAsNumber: 64512, allowLocalAs: 1 });
  });

  it("keep the next hop only towards another AS", () => {
    const keep = (asNumber: number): Resources => [
      ...fullMesh().resources(onOneSegment(1)),
      {
        kind: "BGPPeer",
        metadata: { name: "tor" },
        spec: { node: "host1", peerIP: "100.64.4.61", asNumber, keepOriginalNextHop: true },
      },
    ];
    expect(of(keep(65000), "host1")).toMatchObject([{ name: "Node_100_64_4_61", keepNextHop: true }]);
    expect(of(keep(64512), "host1")).toMatchObject([{ name: "Node_100_64_4_61", keepNextHop: false }]);
  });
});
