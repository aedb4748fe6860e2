import { describe, expect, test } from "vitest";
import { trace } from "../../lib/trace/walk.ts";
import {
  dockerHost,
  labOf,
  left,
  link,
  middle,
  plainHost,
  right,
  router,
  workload,
} from "../fixtures/traces.ts";
import { decisionsOf, intoHost, outOfWorkload, placesIn, wayOf } from "../fixtures/way.ts";

describe("within a host", () => {
  const lab = labOf([dockerHost(1, { eth0: left(1) }, ["client", "server"])]);

  test("a bridge joins two workloads", () => {
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toEqual([
      ...outOfWorkload,
      "host1 veth0: Ethernet IPv4 ICMP",
      "host1 docker0: Ethernet IPv4 ICMP",
      "host1 veth1: Ethernet IPv4 ICMP",
      "server eth0: -Ethernet IPv4 ICMP",
    ]);
    expect(decisionsOf(found)).toContain("host1 fdb: 02:42:0a:f4:01:03 dev veth1 master docker0");
  });

  test("the host itself can be either end", () => {
    const [to, from] = [trace(lab, "client", "host1"), trace(lab, "host1", "server")];
    expect([to.end, from.end]).toEqual([null, null]);
    expect(wayOf(to)).toEqual([...outOfWorkload, ...intoHost]);
    expect(from.hops[0]?.layers[0]?.header).toMatchObject({ src: "10.244.1.1", ttl: 64 });
  });

  test("a direct veth pair joins two workloads", () => {
    const end = (name: string, index: number, otherIndex: number, address: string) =>
      workload(name, [link(index, "eth0", "veth", { address, link_index: otherIndex })], {
        routes: ["10.244.1.0/24 dev eth0 scope link"],
      });
    const pair = [end("client", 2, 3, "10.244.1.2"), end("server", 3, 2, "10.244.1.3")];
    const found = trace(labOf([plainHost("host1", { eth0: left(1) }, pair, {})]), "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toEqual([...outOfWorkload, "server eth0: -Ethernet IPv4 ICMP"]);
  });
});

describe("several ways", () => {
  const spines = ["100.64.0.65", "100.64.0.66"];
  const lab = labOf([
    dockerHost(1, { eth0: middle(3) }, ["client"], {
      routes: [
        "10.244.2.0/24 proto bird metric 32",
        ...spines.map((via) => `\tnexthop via ${via} dev eth0 weight 1`),
      ],
    }),
    dockerHost(2, { eth0: right(2) }, ["server"]),
    router("spine1", { eth0: middle(1), eth1: right(3) }, "10.244.2.0/24 via 100.64.0.130 dev eth1"),
    router("spine2", { eth0: middle(2), eth1: right(4) }, "10.244.2.0/24 via 100.64.0.130 dev eth1"),
  ]);

  test("the first of equally good next hops is taken, and the others are named", () => {
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(placesIn(found)).toEqual(["client", "host1", "middle", "spine1", "right", "host2", "server"]);
    expect(found.hops.find((hop) => hop.kind === "step" && hop.alternatives.length > 0)).toMatchObject({
      what: "The route to 10.244.2.2 leads by eth0 to the gateway 100.64.0.65. 2 next hops share the traffic; the first is shown. The TTL falls to 63.",
      entry: {
        text: "10.244.2.0/24 proto bird metric 32\nnexthop via 100.64.0.65 dev eth0 weight 1",
      },
      alternatives: ["nexthop via 100.64.0.66 dev eth0 weight 1"],
    });
  });
});
