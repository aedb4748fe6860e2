import { describe, expect, test } from "vitest";
import type { Capture } from "../../lib/trace/stages/stage.ts";
import type { Evidence } from "../../lib/trace/trace.ts";
import { trace } from "../../lib/trace/walk.ts";
import { captured, captureOn } from "../fixtures/trace-captures.ts";
import { dockerHost, known, labOf, leases, left, link, middle, right, router } from "../fixtures/traces.ts";
import { placesIn } from "../fixtures/way.ts";

const [a, b] = ["100.64.0.1", "100.64.0.2"];
const [from, to] = ["10.244.1.2", "10.244.2.2"];
const { eth, ip, icmp, tcp, udp, wg } = captured;

/** What the captures say of the host-gw way from client to server. */
function evidenceOf(...captures: readonly Capture[]): Evidence | null | undefined {
  const lab = labOf(
    [
      dockerHost(1, { eth0: left(1) }, ["client"], { routes: [`10.244.2.0/24 via ${b} dev eth0`] }),
      dockerHost(2, { eth0: left(2) }, ["server"]),
    ],
    captures,
  );
  return trace(lab, "client", "server").hops.find(({ kind }) => kind === "crossing")?.evidence;
}

test("a packet that was captured as the tables say", () => {
  expect(evidenceOf(captureOn("host1", "eth0", eth(a, b), ip(from, to, 63), icmp()))).toMatchObject({
    kind: "agrees",
    probe: "tcpdump",
    number: 7,
    differences: [],
  });
});

test("the machine that the packet goes to may be the one that was watched", () => {
  expect(evidenceOf(captureOn("host2", "eth0", eth(a, b), ip(from, to, 63), icmp()))?.kind).toBe("agrees");
});

test("addresses and TTLs that disagree are named", () => {
  expect(evidenceOf(captureOn("host1", "eth0", eth(a, a), ip(from, to, 61), icmp()))).toMatchObject({
    kind: "disagrees",
    differences: [
      "Ethernet destination address: the tables say 02:42:64:40:00:02, the capture has 02:42:64:40:00:01.",
      "IPv4 TTL: the tables say 63, the capture has 61.",
    ],
    captured: [{ protocol: "eth" }, { protocol: "ip", ttl: 61 }, { protocol: "icmp" }],
    derived: [{ protocol: "eth" }, { protocol: "ip", ttl: 63 }, { protocol: "icmp" }],
  });
});

test("other headers than the tables say disagree", () => {
  const wrapped = captureOn("host1", "eth0", eth(a, b), ip(a, b, 64), udp(8285), ip(from, to, 63), icmp());
  expect(evidenceOf(wrapped)).toMatchObject({
    kind: "disagrees",
    differences: ["The tables say Ethernet, IPv4; the capture has Ethernet, IPv4, UDP, IPv4."],
  });
});

test("packets of others, and of other devices, say nothing", () => {
  const back = captureOn("host1", "eth0", eth(b, a), ip(to, from, 63), icmp());
  const elsewhere = captureOn("host1", "docker0", eth(a, b), ip(from, to, 63), icmp());
  expect(evidenceOf(back, elsewhere)).toEqual({ kind: "not captured" });
});

test("an encrypted packet is known by the ends of its tunnel", () => {
  const tunnel = {
    links: [link(5, "flannel-wg", "wireguard")],
    listeners: ["UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*"],
    leases: leases({ 1: a, 2: b }),
  };
  const lab = labOf(
    [
      dockerHost(1, { eth0: left(1) }, ["client"], { ...tunnel, routes: ["10.244.2.0/24 dev flannel-wg"] }),
      dockerHost(2, { eth0: left(2) }, ["server"], tunnel),
    ],
    [captureOn("host1", "eth0", eth(a, b), ip(a, b, 64), udp(51820), wg())],
  );
  expect(trace(lab, "client", "server").hops.find(({ kind }) => kind === "crossing")?.evidence).toMatchObject(
    { kind: "agrees", derived: [{}, {}, {}, { protocol: "wg" }] },
  );
});

test("a capture on a bridge stands beside the step there that it agrees with", () => {
  const machines = [dockerHost(1, { eth0: left(1) }, ["client", "server"])];
  const seen = captureOn("host1", "docker0", eth(from, "10.244.1.3"), ip(from, "10.244.1.3", 64), icmp());
  const { hops } = trace(labOf(machines, [seen]), "client", "server");
  expect(hops.flatMap((hop) => (hop.evidence === null ? [] : hop))).toMatchObject([
    { device: { name: "docker0" }, evidence: { kind: "agrees" } },
  ]);
});

test("of several next hops, a capture shows the one that was taken", () => {
  const spines = ["100.64.0.65", "100.64.0.66"];
  const lab = labOf(
    [
      dockerHost(1, { eth0: middle(3) }, ["client"], {
        routes: ["10.244.2.0/24 proto bird", ...spines.map((via) => `nexthop via ${via} dev eth0 weight 1`)],
        neighbours: spines.map((via) => known(via, "eth0")),
      }),
      dockerHost(2, { eth0: right(2) }, ["server"]),
      router("spine1", { eth0: middle(1), eth1: right(3) }, "10.244.2.0/24 via 100.64.0.130 dev eth1"),
      router("spine2", { eth0: middle(2), eth1: right(4) }, "10.244.2.0/24 via 100.64.0.130 dev eth1"),
    ],
    [captureOn("host1", "eth0", eth("100.64.0.67", "100.64.0.66"), ip(from, to, 63), icmp())],
  );
  const found = trace(lab, "client", "server");
  expect(placesIn(found)).toContain("spine2");
  expect(found.hops.map(({ what }) => what)).toContain(
    "The route to 10.244.2.2 leads by eth0 to the gateway 100.64.0.66. 2 next hops share the traffic; " +
      "the capture shows that this one was taken. The TTL falls to 63.",
  );
});

describe("of next hops on several devices, the one is shown", () => {
  const [near, far] = ["100.64.0.65", "100.64.0.10"];
  const machines = [
    dockerHost(1, { eth0: middle(3), eth1: left(3) }, ["client"], {
      routes: [
        "10.244.2.0/24 proto bird",
        `nexthop via ${near} dev eth0 weight 1`,
        `nexthop via ${far} dev eth1 weight 1`,
      ],
      neighbours: [known(near, "eth0"), known(far, "eth1")],
    }),
    dockerHost(2, { eth0: right(2) }, ["server"]),
    router("spine1", { eth0: middle(1), eth1: right(3) }, "10.244.2.0/24 via 100.64.0.130 dev eth1"),
    router("spine2", { eth0: left(10), eth1: right(4) }, "10.244.2.0/24 via 100.64.0.130 dev eth1"),
  ];
  const byNear = (...inner: Parameters<typeof captureOn>[2][]) =>
    captureOn("host1", "eth0", eth("100.64.0.67", near), ip(from, to, 63), ...inner);
  const byFar = (...inner: Parameters<typeof captureOn>[2][]) =>
    captureOn("host1", "eth1", eth("100.64.0.3", far), ip(from, to, 63), ...inner);
  const wayWith = (...captures: readonly Capture[]) => trace(labOf(machines, captures), "client", "server");

  test("that the echo request went by, whatever TCP did between the same ends", () => {
    expect(placesIn(wayWith(byNear(tcp()), byFar(icmp())))).toContain("spine2");
    expect(placesIn(wayWith(byNear(icmp()), byFar(tcp())))).toContain("spine1");
  });

  test("that is first, where only TCP was seen", () => {
    const found = wayWith(byFar(tcp()));
    expect(placesIn(found)).toContain("spine1");
    expect(found.hops.map(({ what }) => what).join("\n")).toContain("the first is shown");
  });
});
