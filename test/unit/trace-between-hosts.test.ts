import { describe, expect, test } from "vitest";
import { trace } from "../../lib/trace/walk.ts";
import {
  dockerHost,
  flannelUdp,
  flannelVxlan,
  known,
  labOf,
  leases,
  left,
  link,
  macOf,
  plainHost,
  right,
  router,
  workload,
} from "../fixtures/traces.ts";
import { decisionsOf, intoHost, intoWorkload, outOfWorkload, wayOf } from "../fixtures/way.ts";

const [a, b, c] = ["100.64.0.1", "100.64.0.2", "100.64.0.129"];
const [leftGateway, rightGateway] = ["100.64.0.10", "100.64.0.138"];
const toRight = {
  routes: [`100.64.0.128/26 via ${leftGateway} dev eth0`],
  neighbours: [known(leftGateway, "eth0")],
};
const toLeft = {
  routes: [`100.64.0.0/26 via ${rightGateway} dev eth0`],
  neighbours: [known(rightGateway, "eth0")],
};
const router1 = router("router1", { eth0: left(10), eth1: right(10) });

/** The tables of both, one after the other. */
function both(...tables: readonly Parameters<typeof dockerHost>[3][]): Parameters<typeof dockerHost>[3] {
  const lines = (name: "routes" | "neighbours" | "fdb" | "listeners") =>
    tables.flatMap((table) => table?.[name] ?? []);
  return {
    ...Object.assign({}, ...tables),
    links: tables.flatMap((table) => table?.links ?? []),
    routes: lines("routes"),
    neighbours: lines("neighbours"),
    fdb: lines("fdb"),
    listeners: lines("listeners"),
  };
}

describe("between hosts", () => {
  const vxlanRouted = labOf([
    dockerHost(1, { eth0: left(1) }, ["client"], both(flannelVxlan(1, a, { 3: c }), toRight)),
    dockerHost(3, { eth0: right(1) }, ["server"], both(flannelVxlan(3, c, { 1: a }), toLeft)),
    router1,
  ]);

  test("vxlan across a router: the frame stays wrapped while the router forwards it", () => {
    const found = trace(vxlanRouted, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toEqual([
      ...outOfWorkload,
      ...intoHost,
      "host1 flannel.1: ~IPv4 ICMP",
      "host1 flannel.1: +Ethernet IPv4 ICMP",
      "host1 flannel.1: +IPv4 +UDP +VXLAN Ethernet IPv4 ICMP",
      "host1 eth0: IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "host1 eth0: +Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "-- left: Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "router1 eth0: -Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "router1 eth1: ~IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "router1 eth1: +Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "-- right: Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "host3 eth0: -Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP",
      "host3 flannel.1: -IPv4 -UDP -VXLAN Ethernet IPv4 ICMP",
      "host3 flannel.1: -Ethernet IPv4 ICMP",
      ...intoWorkload("host3"),
    ]);
  });

  test("every step names the entry that decided it", () => {
    expect(decisionsOf(trace(vxlanRouted, "client", "server"))).toEqual([
      "client route: default via 10.244.1.1 dev eth0",
      "client neighbour: 10.244.1.1 dev eth0 lladdr 02:42:0a:f4:01:01 REACHABLE",
      "host1 fdb: 02:42:0a:f4:01:01 dev docker0 master docker0 permanent",
      "host1 route: 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink",
      "host1 neighbour: 10.244.3.0 dev flannel.1 lladdr 8a:00:00:00:00:03 PERMANENT",
      "host1 fdb: 8a:00:00:00:00:03 dev flannel.1 dst 100.64.0.129 self permanent",
      "host1 route: 100.64.0.128/26 via 100.64.0.10 dev eth0",
      "host1 neighbour: 100.64.0.10 dev eth0 lladdr 02:42:64:40:00:0a REACHABLE",
      "router1 route: 100.64.0.128/26 dev eth1 scope link src 100.64.0.138",
      "host3 socket: UNCONN 0 0 0.0.0.0:8472 0.0.0.0:*",
      "host3 route: 10.244.3.0/24 dev docker0 scope link src 10.244.3.1",
      "host3 neighbour: 10.244.3.2 dev docker0 lladdr 02:42:0a:f4:03:02 REACHABLE",
      "host3 fdb: 02:42:0a:f4:03:02 dev veth0 master docker0",
    ]);
  });

  test("host-gw: nothing is added", () => {
    const lab = labOf([
      dockerHost(1, { eth0: left(1) }, ["client"], {
        routes: [`10.244.2.0/24 via ${b} dev eth0`],
        neighbours: [known(b, "eth0")],
      }),
      dockerHost(2, { eth0: left(2) }, ["server"]),
    ]);
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toEqual([
      ...outOfWorkload,
      ...intoHost,
      "host1 eth0: ~IPv4 ICMP",
      "host1 eth0: +Ethernet IPv4 ICMP",
      "-- left: Ethernet IPv4 ICMP",
      "host2 eth0: -Ethernet IPv4 ICMP",
      ...intoWorkload("host2"),
    ]);
  });

  test("DirectRouting: bare to a neighbour, wrapped across the router", () => {
    const lab = labOf([
      dockerHost(
        1,
        { eth0: left(1) },
        ["client"],
        both({ routes: [`10.244.2.0/24 via ${b} dev eth0`] }, flannelVxlan(1, a, { 3: c }), toRight),
      ),
      dockerHost(2, { eth0: left(2) }, ["neighbour"]),
      dockerHost(3, { eth0: right(1) }, ["server"], both(flannelVxlan(3, c, { 1: a }), toLeft)),
      router1,
    ]);
    const [near, far] = [trace(lab, "client", "neighbour"), trace(lab, "client", "server")];
    expect([near.end, far.end]).toEqual([null, null]);
    expect(wayOf(near)).toContain("-- left: Ethernet IPv4 ICMP");
    expect(wayOf(far)).toContain("-- right: Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP");
  });

  test("ipip: a packet in a packet, with the TTL of the inner one", () => {
    const tunnel = (local: string) =>
      link(5, "flannel.ipip", "ipip", { mac: "", data: { proto: "ipip", remote: "any", local } });
    const lab = labOf([
      dockerHost(1, { eth0: left(1) }, ["client"], {
        links: [tunnel(a)],
        routes: [`10.244.2.0/24 via ${b} dev flannel.ipip onlink`],
      }),
      dockerHost(2, { eth0: left(2) }, ["server"], { links: [tunnel(b)] }),
    ]);
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toEqual([
      ...outOfWorkload,
      ...intoHost,
      "host1 flannel.ipip: ~IPv4 ICMP",
      "host1 flannel.ipip: +IPv4 IPv4 ICMP",
      "host1 eth0: IPv4 IPv4 ICMP",
      "host1 eth0: +Ethernet IPv4 IPv4 ICMP",
      "-- left: Ethernet IPv4 IPv4 ICMP",
      "host2 eth0: -Ethernet IPv4 IPv4 ICMP",
      "host2 flannel.ipip: -IPv4 IPv4 ICMP",
      ...intoWorkload("host2"),
    ]);
    const wire = found.hops.find(({ kind }) => kind === "crossing");
    expect(wire?.layers.map(({ header }) => header)).toMatchObject([
      {},
      { src: a, dst: b, ttl: 63 },
      { ttl: 63 },
      {},
    ]);
  });

  test("wireguard: the lease tells the peer", () => {
    const tunnel = {
      links: [link(5, "flannel-wg", "wireguard", { mac: "" })],
      listeners: ["UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*"],
      leases: leases({ 1: a, 2: b }),
    };
    const lab = labOf([
      dockerHost(1, { eth0: left(1) }, ["client"], {
        ...tunnel,
        routes: ["10.244.2.0/24 dev flannel-wg scope link"],
      }),
      dockerHost(2, { eth0: left(2) }, ["server"], tunnel),
    ]);
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toContain("-- left: Ethernet IPv4 UDP WireGuard IPv4 ICMP");
    expect(decisionsOf(found)).toContain("host1 lease: 10.244.2.0/24 PublicIP 100.64.0.2");
  });

  test("udp: a program forwards, so the TTL falls four times", () => {
    const hosts = { 1: a, 2: b };
    const lab = labOf([
      dockerHost(1, { eth0: left(1) }, ["client"], flannelUdp(1, a, hosts)),
      dockerHost(2, { eth0: left(2) }, ["server"], flannelUdp(2, b, hosts)),
    ]);
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toContain("host1 flanneld: +IPv4 +UDP ~IPv4 ICMP");
    expect(wayOf(found)).toContain("host2 flanneld: -IPv4 -UDP ~IPv4 ICMP");
    expect(found.hops.at(-1)?.layers.at(-2)?.header).toMatchObject({ ttl: 60 });
  });

  test("Calico's wiring: a device and a route for each workload, and a gateway that nobody has", () => {
    const calico = (host: number, own: string, name: string, peer: string) => {
      const address = `10.244.${host}.2`;
      const eth0 = link(2, "eth0", "veth", { address, link_index: 9 });
      const inside = workload(name, [eth0], {
        routes: ["default via 169.254.1.1 dev eth0", "169.254.1.1 dev eth0 scope link"],
      });
      return plainHost(`host${host}`, { eth0: left(host) }, [inside], {
        links: [link(9, "cali1", "veth", { mac: "ee:ee:ee:ee:ee:ee", link_index: 2 })],
        routes: [`${address} dev cali1 scope link`, `blackhole ${own} proto bird`, peer],
        neighbours: [`${address} dev cali1 lladdr ${macOf(address)} PERMANENT`],
      });
    };
    const lab = labOf([
      calico(1, "10.244.1.0/26", "client", `10.244.2.0/26 via ${b} dev eth0 proto bird`),
      calico(2, "10.244.2.0/26", "server", `10.244.1.0/26 via ${a} dev eth0 proto bird`),
    ]);
    const found = trace(lab, "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toEqual([
      ...outOfWorkload,
      "host1 cali1: -Ethernet IPv4 ICMP",
      "host1 eth0: ~IPv4 ICMP",
      "host1 eth0: +Ethernet IPv4 ICMP",
      "-- left: Ethernet IPv4 ICMP",
      "host2 eth0: -Ethernet IPv4 ICMP",
      "host2 cali1: ~IPv4 ICMP",
      "host2 cali1: +Ethernet IPv4 ICMP",
      "server eth0: -Ethernet IPv4 ICMP",
    ]);
  });
});
