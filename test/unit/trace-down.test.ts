import { describe, expect, test } from "vitest";
import { trace } from "../../lib/trace/walk.ts";
import { changed, withDown, withDownInside } from "../fixtures/changed-machines.ts";
import {
  dockerHost,
  flannelUdp,
  flannelVxlan,
  known,
  labOf,
  leases,
  left,
  link,
  type Machine,
  right,
  router,
} from "../fixtures/traces.ts";
import { placesIn, wayOf } from "../fixtures/way.ts";

/** A device that is down keeps its address and its place in the tables, and carries nothing. */

const [a, b] = ["100.64.0.1", "100.64.0.2"];
const routes = [`10.244.2.0/24 via ${b} dev eth0`];
const client = dockerHost(1, { eth0: left(1) }, ["client"], { routes, neighbours: [known(b, "eth0")] });
const server = dockerHost(2, { eth0: left(2) }, ["server"]);

/** The same machine with nothing in its neighbour table, nor in its workloads'. */
const forgetful = (machine: Machine): Machine =>
  changed(machine, ({ workloads }) => ({
    neighbours: [],
    workloads: workloads.map((inside) => ({ ...inside, neighbours: [] })),
  }));

const endOf = (...machines: readonly Machine[]) => trace(labOf(machines), "client", "server").end;

describe("the way ends", () => {
  test("at the machine that the packet crosses a segment to", () => {
    const found = trace(labOf([client, withDown(server, "eth0")]), "client", "server");
    expect(found.end).toBe("eth0 of host2 is down.");
    expect(placesIn(found)).toEqual(["client", "host1", "left"]);
  });

  test("at a router, on the side that its route leads to", () => {
    const routed = dockerHost(1, { eth0: left(1) }, ["client"], {
      routes: ["10.244.3.0/24 via 100.64.0.10 dev eth0"],
    });
    const router1 = router(
      "router1",
      { eth0: left(10), eth1: right(10) },
      "10.244.3.0/24 via 100.64.0.129 dev eth1",
    );
    const far = dockerHost(3, { eth0: right(1) }, ["server"]);
    expect(endOf(routed, router1, far)).toBeNull();
    expect(endOf(routed, withDown(router1, "eth1"), far)).toBe("eth1 of router1 is down.");
  });

  test.each(["docker0", "veth0"])("on a bridge, at %s", (name) => {
    expect(endOf(client, withDown(server, name))).toBe(`${name} of host2 is down.`);
    expect(endOf(withDown(client, name), server)).toBe(`${name} of host1 is down.`);
  });

  test("at a workload's own device, whichever way", () => {
    expect(endOf(withDownInside(client, "eth0"), server)).toBe("eth0 of client is down.");
    expect(endOf(client, withDownInside(server, "eth0"))).toBe("eth0 of server is down.");
  });

  const wireguard = (...routes: string[]) => ({
    links: [link(5, "flannel-wg", "wireguard")],
    listeners: ["UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*"],
    leases: leases({ 1: a, 2: b }),
    routes,
  });
  test.each([
    ["flannel.1", flannelVxlan(1, a, { 2: b }), flannelVxlan(2, b, { 1: a })],
    ["flannel0", flannelUdp(1, a, { 1: a, 2: b }), flannelUdp(2, b, { 1: a, 2: b })],
    ["flannel-wg", wireguard("10.244.2.0/24 dev flannel-wg"), wireguard()],
  ])("at either end of a tunnel: %s", (name, held, other) => {
    const near = dockerHost(1, { eth0: left(1) }, ["client"], held);
    const far = dockerHost(2, { eth0: left(2) }, ["server"], other);
    expect(endOf(near, far)).toBeNull();
    expect(endOf(near, withDown(far, name))).toBe(`${name} of host2 is down.`);
    expect(endOf(withDown(near, name), far)).toBe(`${name} of host1 is down.`);
  });

  test("not where another device takes the packet: a namespace's own tunl0 is there by itself, and down", () => {
    const tunnel = (index: number, name: string, local: string, flags: string[]) =>
      link(index, name, "ipip", { mac: "", data: { remote: "any", local }, flags });
    const host = (number: number, own: string, workload: string, ...routes: string[]) =>
      dockerHost(number, { eth0: left(number) }, [workload], {
        links: [tunnel(2, "tunl0", "any", ["NOARP"]), tunnel(5, "flannel.ipip", own, ["NOARP", "UP"])],
        routes,
      });
    const near = host(1, a, "client", `10.244.2.0/24 via ${b} dev flannel.ipip onlink`);
    const far = host(2, b, "server");
    const found = trace(labOf([near, far]), "client", "server");
    expect(found.end).toBeNull();
    expect(wayOf(found)).toContain("host2 flannel.ipip: -IPv4 IPv4 ICMP");
    expect(endOf(near, withDown(far, "flannel.ipip"))).toMatch(/ of host2 is down\.$/);
  });
});

describe("nobody answers by ARP", () => {
  const unanswered = (name: string) => `${name} is down, so ARP gets no answer.`;

  test("on a segment, where the machine's link is down", () => {
    expect(endOf(forgetful(client), withDown(server, "eth0"))).toBe(unanswered("eth0 of host2"));
  });

  test("on a segment, for an address that its machine no longer has", () => {
    const bare = changed(server, ({ links }) => ({
      links: links.map((one) => (one.ifname === "eth0" ? { ...one, addr_info: [] } : one)),
    }));
    expect(endOf(forgetful(client), bare)).toBe(
      `Nobody on the link of eth0 of host1 has the address ${b}, so ARP gets no answer.`,
    );
  });

  test("between VTEPs, where the other one is down", () => {
    const near = dockerHost(1, { eth0: left(1) }, ["client"], flannelVxlan(1, a, { 2: b }));
    const far = dockerHost(2, { eth0: left(2) }, ["server"], flannelVxlan(2, b, { 1: a }));
    expect(endOf(forgetful(near), far)).toBeNull();
    expect(endOf(forgetful(near), withDown(far, "flannel.1"))).toBe(unanswered("flannel.1 of host2"));
  });

  test("on a bridge, where the bridge, its port or what is plugged in is down", () => {
    for (const name of ["docker0", "veth0"])
      expect(endOf(withDown(forgetful(client), name), server)).toBe(unanswered(`${name} of host1`));
    expect(endOf(client, withDown(forgetful(server), "veth0"))).toBe(unanswered("veth0 of host2"));
    expect(endOf(client, withDownInside(forgetful(server), "eth0"))).toBe(unanswered("eth0 of server"));
  });
});
