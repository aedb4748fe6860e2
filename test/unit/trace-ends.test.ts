import { describe, expect, test } from "vitest";
import { trace } from "../../lib/trace/walk.ts";
import { dockerHost, flannelVxlan, labOf, left, type Machine, right, router } from "../fixtures/traces.ts";
import { placesIn, wayOf } from "../fixtures/way.ts";

const [a, b] = ["100.64.0.1", "100.64.0.2"];
const client = (routes: string[], neighbours: string[] = []) =>
  dockerHost(1, { eth0: left(1) }, ["client"], { routes, neighbours });
const server = dockerHost(2, { eth0: left(2) }, ["server"]);
const viaB = `10.244.2.0/24 via ${b} dev eth0`;

/** A host whose state is not in the run, or was not read. */
const without = (machine: Machine, reason?: string): Machine => ({
  ...machine,
  state: reason === undefined ? null : { host: machine.host.name, status: "failed", reason },
});

const endOf = (machines: readonly Machine[], to = "server") => trace(labOf(machines), "client", to).end;

test.each([
  ["no route", [client([]), server], "host1 has no route to 10.244.2.2."],
  [
    "a blackhole route",
    [client(["blackhole 10.244.2.0/24 proto bird"]), server],
    'host1 drops the packet: its route to 10.244.2.2 is "blackhole 10.244.2.0/24 proto bird".',
  ],
  ["no state", [client([viaB]), without(server)], "The run holds no state of host2."],
  [
    "a state that was not read",
    [client([viaB]), without(server, "Host host2 does not answer.")],
    "The state of host2 was not read: Host host2 does not answer.",
  ],
  ["no state at the start", [without(client([])), server], "The run holds no state of host1."],
  [
    "a next hop that is no machine",
    [client(["10.244.2.0/24 via 100.64.0.9 dev eth0"]), server],
    "Nobody on the link of eth0 of host1 has the address 100.64.0.9, so ARP gets no answer.",
  ],
  [
    "a MAC address that is no machine's",
    [client([viaB], [`${b} dev eth0 lladdr 02:00:00:00:00:99 STALE`]), server],
    "No machine on left has the MAC address 02:00:00:00:00:99.",
  ],
  [
    "a device that is not in the state",
    [client(["10.244.2.0/24 dev tunl0"]), server],
    "The state of host1 has no device tunl0, which its route names.",
  ],
])("a way ends with its reason: %s", (_, machines, reason) => {
  expect(endOf(machines)).toBe(reason);
});

test("a name that the lab does not have", () => {
  expect(trace(labOf([server]), "nobody", "server")).toEqual({
    from: { name: "nobody", address: null },
    to: { name: "server", address: "10.244.2.2" },
    hops: [],
    end: "The lab has no workload and no machine called nobody.",
  });
});

test("a router that does not know the workloads", () => {
  const machines = [
    client(["10.244.3.0/24 via 100.64.0.10 dev eth0"]),
    router("router1", { eth0: left(10), eth1: right(10) }),
    dockerHost(3, { eth0: right(1) }, ["server"]),
  ];
  const found = trace(labOf(machines), "client", "server");
  expect(found.end).toBe("router1 has no route to 10.244.3.2.");
  expect(placesIn(found)).toEqual(["client", "host1", "left", "router1"]);
});

test("a loop is cut off when the packet comes back", () => {
  const second = dockerHost(2, { eth0: left(2) }, [], { routes: [`10.244.9.0/24 via ${a} dev eth0`] });
  second.host.workloads.push({ name: "lost", address: "10.244.9.2" });
  const lab = labOf([client([`10.244.9.0/24 via ${b} dev eth0`]), second]);
  const found = trace(lab, "client", "lost");
  expect(placesIn(found)).toEqual(["client", "host1", "left", "host2", "left", "host1"]);
  expect(found.end).toBe(
    "The packet is back at host1, as it was there before but for its TTL: it goes round until that is used up.",
  );
});

test("a VTEP without a forwarding entry", () => {
  const held = { ...flannelVxlan(1, a, { 2: b }), fdb: [] };
  const machines = [dockerHost(1, { eth0: left(1) }, ["client"], held), server];
  expect(endOf(machines)).toBe(
    "The forwarding database of flannel.1 of host1 names no VTEP for the MAC address 8a:00:00:00:00:02.",
  );
});

test("an outer packet that nothing takes", () => {
  const machines = [dockerHost(1, { eth0: left(1) }, ["client"], flannelVxlan(1, a, { 2: b })), server];
  expect(endOf(machines)).toBe("Nothing on host2 takes packets out of what comes to UDP port 8472.");
});

describe("what is in no table does not end the way", () => {
  test.each([
    ["no entry", []],
    ["an entry without an answer yet", [`${b} dev eth0 INCOMPLETE`]],
    ["an entry that failed", [`${b} dev eth0 FAILED`]],
  ])("a next hop with %s is asked for by ARP", (_, neighbours) => {
    const found = trace(labOf([client([viaB], neighbours), server]), "client", "server");
    expect(found.end).toBeNull();
    const hop = found.hops.find(({ what }) => what.includes(b) && what.includes("ARP"));
    expect(hop).toMatchObject({
      what: "The MAC address of 100.64.0.2 is not known yet: resolved by ARP, which eth0 of host2 answers.",
      layers: [{ header: { dst: "02:42:64:40:00:02" } }, {}, {}],
    });
  });

  test("a MAC address that the bridge has forgotten is flooded", () => {
    const forgetful = { ...server, state: server.state && { ...server.state, fdb: [], neighbours: [] } };
    const found = trace(labOf([client([viaB]), forgetful]), "client", "server");
    expect(found.end).toBeNull();
    expect(found.hops.map(({ what }) => what)).toContain(
      "The MAC address is in no table, so the frame goes to every port; eth0 of server takes it.",
    );
    expect(wayOf(found)).toContain("host2 veth0: Ethernet IPv4 ICMP");
  });
});
