import { describe, expect, it } from "vitest";
import { expectEveryPair, expectSound, nextHops, useLabs, wayProbes, wireOf } from "./lab.ts";
import { docker, underlay, until } from "./support.ts";

const [vxlanDirect, vxlanRouted, udpRouted, hostGwRouted, fabric] = useLabs([
  "lab-vxlan-direct",
  "lab-vxlan-routed",
  "lab-udp-routed",
  "lab-host-gw-routed",
  "lab-fabric",
]);

describe("lab-vxlan-direct", () => {
  const lab = vxlanDirect;

  it("routes straight to its own segment and tunnels across the router (F10)", async () => {
    const routes = await lab.out("host1", "ip", "route");
    expect(routes).toMatch(/10\.244\.2\.0\/24 via 100\.70\.0\.2 dev eth\d/);
    expect(routes).toContain("10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink");
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes, "tcpdump-neighbour", "tcpdump-right");
    expectSound(record, 1450);
    expect(wireOf(record, "tcpdump-neighbour").slice(0, 3)).toEqual(["eth", "ip", "icmp"]);
    expect(wireOf(record).slice(0, 6)).toEqual(["eth", "ip", "udp", "vxlan", "eth", "ip"]);
  });
});

describe.each([
  { name: "lab-vxlan-routed", lab: vxlanRouted, mtu: 1450 },
  { name: "lab-udp-routed", lab: udpRouted, mtu: 1472 },
])("$name", ({ lab, mtu }) => {
  it("joins workloads across a router (F9)", async () => {
    await expectEveryPair(lab);
    expectSound(await lab.probe(...wayProbes, "tcpdump-right"), mtu);
  });
});

describe("lab-host-gw-routed", () => {
  const lab = hostGwRouted;

  it("joins neighbours, and nobody across the router (F9)", async () => {
    expect(await lab.out("host1", "ip", "route")).not.toContain("10.244.3.0/24");
    const record = await lab.probe();
    expect(record.status).toBe("passed");
    expect(record.expectBroken).toContain("no neighbour");
    expect(record.probes.find(({ name }) => name === "ping-hosts")).toMatchObject({ received: 20 });
    expect(record.probes.find(({ name }) => name === "ping-across")).toMatchObject({
      expect: "silence",
      transmitted: 20,
      received: 0,
    });
  });

  it("is traced to where the packet gets no further", async () => {
    const { stdout, exitCode } = await underlay(["trace", "lab-host-gw-routed", "client", "server"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("It gets no further: host1 has no route to 10.244.3.2.");
  });
});

describe("lab-fabric", () => {
  const lab = fabric;

  it("speaks OSPF to the routes that are computed for it, equal ways included", async () => {
    const { routers } = await lab.spec();
    expect(routers.map(({ name }) => name)).toEqual(["leaf1", "leaf2", "spine1", "spine2"]);
    for (const { name, routes } of routers)
      for (const { destination, via } of routes)
        expect(
          nextHops(await lab.out(name, "ip", "route", "show", destination)),
          `${name} to ${destination}`,
        ).toEqual([...via].sort());
    expect(routers[0]?.routes.find(({ via }) => via.length === 2)).toBeDefined();
  });

  it("is measured, and traced over one of the equal ways with a capture at every segment", async () => {
    expectSound(await lab.probe(...wayProbes), 1450);
    const traced = await underlay(["trace", "lab-fabric", "client", "server", "--json"]);
    const { stdout, stderr, exitCode } = traced;
    expect(exitCode, stderr).toBe(0);
    const crossings = JSON.parse(stdout).hops.filter(({ kind }: { kind: string }) => kind === "crossing");
    expect(
      crossings.map(({ evidence }: { evidence: { kind: string } }) => evidence.kind),
      stderr,
    ).toEqual(Array(4).fill("agrees"));
  });

  it("finds the other way when a spine is lost, and both again when it is back", async () => {
    const waysOf = async (leaf: string, segment: string) =>
      nextHops(await lab.out(leaf, "ip", "route", "show", segment)).length;
    // Each leaf hears of a loss by itself.
    const ways = async () => [
      await waysOf("leaf1", "100.74.0.64/26"),
      await waysOf("leaf2", "100.74.0.0/26"),
    ];
    await docker("stop --time 1 lab-fabric-spine1");
    await until("the lost spine is out of the routes", 60, async () => String(await ways()) === "1,1");
    expect(await lab.out("client", "ping", "-n", "-c", "3", "-W", "2", "10.244.3.2")).toContain("3 received");
    await docker("start lab-fabric-spine1");
    await until("both ways are there again", 60, async () => String(await ways()) === "2,2");
  });
});
