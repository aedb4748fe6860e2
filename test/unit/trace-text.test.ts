import { expect, test } from "vitest";
import { tracesOf } from "../../lib/trace/run.ts";
import { traceText } from "../../lib/trace/text.ts";
import { trace } from "../../lib/trace/walk.ts";
import { vxlanRun } from "../fixtures/run.ts";
import { captured, captureOn } from "../fixtures/trace-captures.ts";
import { dockerHost, labOf, left, right, router } from "../fixtures/traces.ts";

test("the way of the example run's packet, as the terminal shows it", () => {
  expect(tracesOf(vxlanRun()).map(traceText)).toEqual([
    `client 10.244.1.2 → server 10.244.2.2

client in host1
   1  eth0         The route to 10.244.2.2 leads by eth0 to the gateway 10.244.1.1.
      veth         route:     default via 10.244.1.1 dev eth0
                   [+IPv4 10.244.1.2 → 10.244.2.2 TTL 64 | +ICMP echo request]
   2  eth0         The MAC address of 10.244.1.1 is known.
      veth         neighbour: 10.244.1.1 dev eth0 lladdr 02:42:0a:f4:01:01 REACHABLE
                   [+Ethernet 02:42:0a:f4:01:02 → 02:42:0a:f4:01:01 | IPv4 | ICMP]

host1
   3  vethe31f0aa  Comes out of vethe31f0aa, a port of docker0.
      veth         [Ethernet | IPv4 | ICMP]
   4  docker0      The MAC address is that of docker0 itself: the packet goes up to IP.
      bridge       [-Ethernet | IPv4 | ICMP]
   5  flannel.1    The route to 10.244.2.2 leads by flannel.1 to the gateway 10.244.2.0. The TTL
      vxlan        falls to 63.
                   route:     10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink
                   [IPv4 TTL 63 | ICMP]
   6  flannel.1    The MAC address of 10.244.2.0 is known.
      vxlan        neighbour: 10.244.2.0 dev flannel.1 lladdr d6:e0:19:4b:a2:3f PERMANENT
                   [+Ethernet 8a:31:5c:0e:77:c4 → d6:e0:19:4b:a2:3f | IPv4 | ICMP]
   7  flannel.1    The MAC address is that of the VTEP at 100.64.4.2: the frame goes there in VXLAN.
      vxlan        fdb:       d6:e0:19:4b:a2:3f dev flannel.1 dst 100.64.4.2 self permanent
                   [+IPv4 100.64.4.1 → 100.64.4.2 TTL 64 | +UDP → 8472 | +VXLAN VNI 1 | Ethernet
                   | IPv4 | ICMP]
   8  eth0         The route to 100.64.4.2 leads directly by eth0.
      nic          route:     100.64.4.0/26 dev eth0 proto kernel scope link src 100.64.4.1
                   [IPv4 | UDP | VXLAN | Ethernet | IPv4 | ICMP]
   9  eth0         The MAC address of 100.64.4.2 is known.
      nic          neighbour: 100.64.4.2 dev eth0 lladdr 02:42:64:40:04:02 REACHABLE
                   [+Ethernet 02:42:64:40:04:01 → 02:42:64:40:04:02 | IPv4 | UDP | VXLAN | Ethernet
                   | IPv4 | ICMP]

segment underlay 100.64.4.0/26
  10  wire         Crosses the segment underlay to host2.
                   Captured by tcpdump as packet 2, as the tables say.
                   [Ethernet 02:42:64:40:04:01 → 02:42:64:40:04:02
                   | IPv4 100.64.4.1 → 100.64.4.2 TTL 64 | UDP 43002 → 8472 | VXLAN VNI 1
                   | Ethernet 8a:31:5c:0e:77:c4 → d6:e0:19:4b:a2:3f
                   | IPv4 10.244.1.2 → 10.244.2.2 TTL 63 | ICMP echo request]

host2
  11  eth0         The MAC address is that of eth0. 100.64.4.2 is an address of host2.
      nic          [-Ethernet | IPv4 | UDP | VXLAN | Ethernet | IPv4 | ICMP]
  12  flannel.1    UDP port 8472 with VNI 1 is that of flannel.1: the frame comes out of it.
      vxlan        socket:    UNCONN 0 0 0.0.0.0:8472 0.0.0.0:*
                   [-IPv4 | -UDP | -VXLAN | Ethernet | IPv4 | ICMP]
  13  flannel.1    The MAC address is that of flannel.1. The packet goes up to IP.
      vxlan        [-Ethernet | IPv4 | ICMP]
  14  docker0      The route to 10.244.2.2 leads directly by docker0. The TTL falls to 62.
      bridge       route:     10.244.2.0/24 dev docker0 proto kernel scope link src 10.244.2.1
                   [IPv4 TTL 62 | ICMP]
  15  docker0      The MAC address of 10.244.2.2 is not known yet: resolved by ARP, which eth0 of
      bridge       server answers.
                   [+Ethernet 02:42:0a:f4:02:01 → 02:42:0a:f4:02:02 | IPv4 | ICMP]
  16  docker0      The MAC address is in no table, so the frame goes to every port; eth0 of server
      bridge       takes it.
                   [Ethernet | IPv4 | ICMP]
  17  vethe31f0aa  Leaves docker0 by its port vethe31f0aa.
      veth         [Ethernet | IPv4 | ICMP]

server in host2
  18  eth0         The MAC address is that of eth0. 10.244.2.2 is an address of server.
      veth         [-Ethernet | IPv4 | ICMP]

Arrived in 18 steps.`,
  ]);
});

test("a way that ends, with alternatives and a capture that disagrees", () => {
  const { eth, ip, icmp } = captured;
  const lab = labOf(
    [
      dockerHost(1, { eth0: left(1) }, ["client"], {
        routes: [
          "10.244.3.0/24 proto bird",
          "\tnexthop via 100.64.0.10 dev eth0 weight 1",
          "\tnexthop via 100.64.0.11 dev eth0 weight 1",
        ],
      }),
      router("router1", { eth0: left(10), eth1: right(10) }),
      dockerHost(3, { eth0: right(1) }, ["server"]),
    ],
    [
      captureOn(
        "host1",
        "eth0",
        eth("100.64.0.1", "100.64.0.10"),
        ip("10.244.1.2", "10.244.3.2", 62),
        icmp(),
      ),
    ],
  );
  expect(traceText(trace(lab, "client", "server"))).toBe(
    `client 10.244.1.2 → server 10.244.3.2

client in host1
   1  eth0     The route to 10.244.3.2 leads by eth0 to the gateway 10.244.1.1.
      veth     route:     default via 10.244.1.1 dev eth0
               [+IPv4 10.244.1.2 → 10.244.3.2 TTL 64 | +ICMP echo request]
   2  eth0     The MAC address of 10.244.1.1 is known.
      veth     neighbour: 10.244.1.1 dev eth0 lladdr 02:42:0a:f4:01:01 REACHABLE
               [+Ethernet 02:42:0a:f4:01:02 → 02:42:0a:f4:01:01 | IPv4 | ICMP]

host1
   3  veth0    Comes out of veth0, a port of docker0.
      veth     [Ethernet | IPv4 | ICMP]
   4  docker0  The MAC address is that of docker0 itself: the packet goes up to IP.
      bridge   fdb:       02:42:0a:f4:01:01 dev docker0 master docker0 permanent
               [-Ethernet | IPv4 | ICMP]
   5  eth0     The route to 10.244.3.2 leads by eth0 to the gateway 100.64.0.10. 2 next hops share
      nic      the traffic; the capture shows that this one was taken. The TTL falls to 63.
               route:     10.244.3.0/24 proto bird
                          nexthop via 100.64.0.10 dev eth0 weight 1
               or:        nexthop via 100.64.0.11 dev eth0 weight 1
               [IPv4 TTL 63 | ICMP]
   6  eth0     The MAC address of 100.64.0.10 is not known yet: resolved by ARP, which eth0 of
      nic      router1 answers.
               [+Ethernet 02:42:64:40:00:01 → 02:42:64:40:00:0a | IPv4 | ICMP]

segment left 100.64.0.0/26
   7  wire     Crosses the segment left to router1.
               Captured by tcpdump as packet 7, BUT NOT AS THE TABLES SAY:
               ! IPv4 TTL: the tables say 63, the capture has 62.
               As the tables say:
               [Ethernet 02:42:64:40:00:01 → 02:42:64:40:00:0a | IPv4 10.244.1.2 → 10.244.3.2 TTL 63
               | ICMP echo request]
               As captured:
               [Ethernet 02:42:64:40:00:01 → 02:42:64:40:00:0a | IPv4 10.244.1.2 → 10.244.3.2 TTL 62
               | ICMP echo request]

router1
   8  eth0     The MAC address is that of eth0. The packet goes up to IP.
      nic      [-Ethernet | IPv4 | ICMP]

It gets no further: router1 has no route to 10.244.3.2.`,
  );
});

test("a way without a step still says why", () => {
  expect(traceText(trace(labOf([]), "client", "server"))).toBe(
    "client → server\n\nIt gets no further: The lab has no workload and no machine called client.",
  );
});

test("a run without a snapshot has no trace, and each pair of ends has one", () => {
  const run = vxlanRun();
  expect(tracesOf(run)).toHaveLength(1);
  expect(tracesOf({ ...run, probes: run.probes.filter(({ kind }) => kind !== "snapshot") })).toEqual([]);
});
