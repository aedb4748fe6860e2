import { describe, expect, test } from "vitest";
import { fdbOf } from "../../lib/tables/fdb.ts";
import { arePair, linksOf } from "../../lib/tables/links.ts";
import { neighboursOf } from "../../lib/tables/neighbours.ts";
import { deviceTowards, isWay, lookUp, parseRoute, routesOf, routeText } from "../../lib/tables/routes.ts";
import { listenerOn, socketsOf } from "../../lib/tables/sockets.ts";
import { stateAmong, statesOf } from "../../lib/tables/states.ts";
import { blank, ping, snapshot } from "../fixtures/claims-parts.ts";

describe("routes", () => {
  test.each([
    [
      "default via 100.64.4.62 dev eth0",
      { destination: "0.0.0.0/0", nextHops: [{ device: "eth0", via: "100.64.4.62" }], source: null },
    ],
    [
      "10.244.1.2 dev cali1 scope link",
      { destination: "10.244.1.2/32", nextHops: [{ device: "cali1", via: null }], source: null },
    ],
    ["blackhole 10.244.1.0/26 proto bird", { destination: "10.244.1.0/26", kind: "blackhole", nextHops: [] }],
    ["unreachable 10.5.0.0/16 metric 100", { kind: "unreachable", metric: 100 }],
    [
      "10.244.2.0/26 via 100.64.4.2 dev tunl0 proto bird onlink",
      { nextHops: [{ device: "tunl0", via: "100.64.4.2" }], kind: "unicast" },
    ],
    [
      "100.64.4.0/26 dev eth0 proto kernel scope link src 100.64.4.1",
      { destination: "100.64.4.0/26", nextHops: [{ device: "eth0" }], source: "100.64.4.1" },
    ],
  ])("%s", (line, route) => {
    expect(parseRoute(line)).toMatchObject({ ...route, text: line });
  });

  test.each(["fe80::/64 dev eth0 proto kernel", "10.244.1.0/99 dev eth0", "local 10.0.0.1 dev lo", ""])(
    "%j is none",
    (line) => {
      expect(parseRoute(line)).toBeNull();
    },
  );

  test("the next hops of a multipath route are on lines of their own; dead ones carry nothing", () => {
    const lines = [
      "100.65.0.64/26 proto bird metric 32",
      "\tnexthop via 100.65.0.1 dev eth0 weight 1",
      "\tnexthop via 100.65.0.2 dev eth0 weight 1 dead linkdown",
      "\tnexthop via 100.65.0.3 dev eth1 weight 1",
      "100.65.0.0/26 dev eth0 scope link",
    ];
    const [multipath, single] = routesOf({ routes: lines });
    expect(multipath?.nextHops).toEqual([
      {
        ...{ device: "eth0", via: "100.65.0.1", onlink: false },
        text: "nexthop via 100.65.0.1 dev eth0 weight 1",
      },
      {
        ...{ device: "eth1", via: "100.65.0.3", onlink: false },
        text: "nexthop via 100.65.0.3 dev eth1 weight 1",
      },
    ]);
    expect(multipath && routeText(multipath)).toBe(
      "100.65.0.64/26 proto bird metric 32 nexthop via 100.65.0.1 dev eth0 weight 1 nexthop via 100.65.0.3 dev eth1 weight 1",
    );
    expect(single && routeText(single)).toBe("100.65.0.0/26 dev eth0 scope link");
    expect(single?.nextHops).toHaveLength(1);
  });

  test("the kernel passes over routes whose next hops are dead, and not over those that drop packets", () => {
    const routes = routesOf({
      routes: [
        "default via 100.64.4.62 dev eth0",
        "10.1.0.0/16 via 100.64.4.61 dev eth1 dead linkdown",
        "10.2.0.0/16 proto bird metric 32",
        "\tnexthop via 100.64.4.61 dev eth1 weight 1 dead linkdown",
        "unreachable 10.3.0.0/16",
      ],
    });
    const chosen = ["10.1.0.1", "10.2.0.1", "10.3.0.1"].map((address) => lookUp(routes, address)?.text);
    expect(chosen).toEqual([routes[0]?.text, routes[0]?.text, "unreachable 10.3.0.0/16"]);
    expect(routes.map(isWay)).toEqual([true, false, false, false]);
  });

  test("the longest prefix wins, then the lowest metric", () => {
    const routes = routesOf({
      routes: [
        "default dev eth0",
        "10.244.0.0/16 dev flannel0",
        "10.244.1.0/24 dev far metric 32",
        "10.244.1.0/24 dev docker0",
        "throw 10.9.0.0/16",
      ],
    });
    expect(lookUp(routes, "10.9.0.1")?.nextHops).toEqual([]);
    expect(deviceTowards(routes, "10.244.1.2")).toBe("docker0");
    expect(deviceTowards(routes, "10.244.2.2")).toBe("flannel0");
    expect(lookUp(routes, "192.0.2.1")?.destination).toBe("0.0.0.0/0");
    expect(lookUp(routes, "nowhere")).toBeNull();
  });
});

test("neighbours: addresses without an answer have no MAC address", () => {
  const lines = [
    "10.244.2.0 dev flannel.1 lladdr 8a:31:5c:0e:77:c4 PERMANENT",
    "100.64.4.2 dev eth0 used 0/0/0 probes 1 lladdr 02:42:64:40:04:02 STALE",
    "100.64.4.3 dev eth0 FAILED",
    "fe80::1 dev eth0 lladdr 02:42:64:40:04:02 router STALE",
  ];
  expect(
    neighboursOf({ neighbours: lines }).map(({ address, device, mac, permanent }) => [
      address,
      device,
      mac,
      permanent,
    ]),
  ).toEqual([
    ["10.244.2.0", "flannel.1", "8a:31:5c:0e:77:c4", true],
    ["100.64.4.2", "eth0", "02:42:64:40:04:02", false],
    ["100.64.4.3", "eth0", null, false],
  ]);
});

test("forwarding entries: a bridge's port, or the VTEP behind a VXLAN device", () => {
  const lines = [
    "02:42:0a:f4:02:02 dev veth59225e0 master docker0",
    "d6:e0:19:4b:a2:3f dev flannel.1 dst 100.64.4.2 self permanent",
  ];
  expect(fdbOf({ fdb: lines })).toMatchObject([
    { mac: "02:42:0a:f4:02:02", device: "veth59225e0", master: "docker0", remote: null, permanent: false },
    { mac: "d6:e0:19:4b:a2:3f", device: "flannel.1", master: null, remote: "100.64.4.2", permanent: true },
  ]);
});

test("sockets: those of the kernel have no program", () => {
  const lines = [
    "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess",
    "UNCONN 0      0            0.0.0.0:8472      0.0.0.0:*",
    'UNCONN 0 0 100.68.0.2:8285 0.0.0.0:* users:(("flanneld",pid=110,fd=12),("flanneld",pid=110,fd=9))',
    "UNCONN 0 0 [::]:51821 [::]:*",
  ];
  const state = { listeners: lines };
  expect([8472, 8285, 1].map((port) => listenerOn(state, port))).toEqual([
    "the kernel",
    "flanneld",
    "nobody",
  ]);
  expect(socketsOf(state).map(({ address, port, program }) => [address, port, program])).toEqual([
    [null, 8472, null],
    ["100.68.0.2", 8285, "flanneld"],
    [null, 51821, null],
  ]);
});

test("links: what tells devices apart; what has no name or number is none", () => {
  const link = (ifname: string, more: object) => ({ ifindex: 1, ifname, ...more });
  const links = [
    link("eth0", {
      ...{ linkinfo: { info_kind: "veth" }, address: "02:42:64:40:04:01", operstate: "UP" },
      addr_info: [
        { family: "inet6", local: "fe80::1" },
        { family: "inet", local: "100.64.4.1" },
      ],
    }),
    link("veth1", { linkinfo: { info_kind: "veth" }, link_index: 7, master: "docker0" }),
    link("veth2", { linkinfo: { info_kind: "veth" }, link: "veth3", flags: ["BROADCAST"] }),
    link("flannel.1", { linkinfo: { info_kind: "vxlan", info_data: { id: 1 } } }),
    link("lo", { link_type: "loopback", linkinfo: null, addr_info: "?" }),
    { ifname: "nameless" },
    { ifindex: 9 },
  ];
  const found = linksOf({ links });
  expect(found.map(({ name, kind, data }) => [name, kind, data])).toEqual([
    ["eth0", "veth", {}],
    ["veth1", "veth", {}],
    ["veth2", "veth", {}],
    ["flannel.1", "vxlan", { id: 1 }],
    ["lo", null, {}],
  ]);
  expect(found.map(({ otherEnd }) => otherEnd)).toEqual([null, 7, "veth3", null, null]);
  expect(found.map(({ up }) => up)).toEqual([true, true, false, true, true]);
  expect(found[0]).toMatchObject({ addresses: ["100.64.4.1"], mac: "02:42:64:40:04:01", state: "UP" });
});

test("links: two veths are a pair when each names the other", () => {
  const [one, other, third] = linksOf({
    links: [
      { ifname: "a", ifindex: 4, link_index: 5, linkinfo: { info_kind: "veth" } },
      { ifname: "b", ifindex: 5, link_index: 4, linkinfo: { info_kind: "veth" } },
      { ifname: "c", ifindex: 5, link_index: 6, linkinfo: { info_kind: "veth" } },
    ],
  });
  if (!one || !other || !third) throw new Error("three links");
  expect([arePair(one, other), arePair(one, third), arePair(one, { ...other, kind: "bridge" })]).toEqual([
    ...[true, false, false],
  ]);
});

test("a machine's state is the last that could be read, whatever was recorded before and after", () => {
  const failed = { host: "host1", status: "failed", reason: "gone" } as const;
  const [early, late] = [blank("host1"), { ...blank("host1"), kernel: "late" }];
  const probes = [snapshot([failed]), ping("ping", "a", "b"), snapshot([early, blank("host2")])];
  const states = statesOf({ probes: [...probes, snapshot([late]), snapshot([failed])] });
  expect(stateAmong(states, "host1")).toBe(late);
  expect(stateAmong([failed], "host1")).toBe(failed);
  expect(stateAmong(states, "host3")).toBeUndefined();
});
