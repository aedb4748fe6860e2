import { describe, expect, it } from "vitest";
import { expectEveryPair, expectSound, sessionsOf, useLabs, wayProbes, wireOf } from "./lab.ts";

const [reflected, gateway, gatewayReflected, broken] = useLabs([
  "lab-calico-rr",
  "lab-calico-gateway",
  "lab-calico-gateway-rr",
  "lab-calico-routed-broken",
]);

describe("lab-calico-rr", () => {
  const lab = reflected;

  it("has sessions with reflectors only, and owners as next hops (C10)", async () => {
    const reflectors = ["Node_100_85_0_1", "Node_100_85_0_2"];
    for (const client of [3, 4, 5])
      expect(Object.keys(await sessionsOf(lab, `host${client}`)).sort()).toEqual(reflectors);
    const all = (await Promise.all([1, 2, 3, 4, 5].map((host) => sessionsOf(lab, `host${host}`)))).flatMap(
      Object.values,
    );
    // Three clients with two reflectors each, and the reflectors with each other; every session has two ends.
    expect(all).toEqual(Array(14).fill("Established"));
    expect(await lab.out("host3", "ip", "route")).toContain("10.244.4.0/26 via 100.85.0.4 dev");
    expect(await lab.out("host3", "birdc", "show", "route", "10.244.4.0/26", "all")).toMatch(
      /cluster_list: 244\.0\.0\.1/,
    );
  });

  it("loses at most one of 100 echo requests when one of its two reflectors is killed, and has it back", async () => {
    const [probe] = (await lab.probe("reflector-killed")).probes;
    if (probe?.kind !== "convergence") throw new Error("the lab has such a probe");
    expect(probe).toMatchObject({ status: "passed", reason: null, event: { host: "host1" } });
    expect(probe.transmitted).toBeGreaterThanOrEqual(100);
    expect(probe.lost).toBeLessThanOrEqual(1);
    expect(Object.values(await sessionsOf(lab, "host1"))).toEqual(Array(4).fill("Established"));
  });

  it("brings a workload that was removed by hand back, at its address", async () => {
    const [name = ""] = (await lab.out("host3", "docker", "ps", "--format", "{{.Names}}")).split("\n");
    const addressOf = async () => {
      const text = await lab.out(
        "host3",
        "docker",
        "exec",
        name,
        "ip",
        "-o",
        "-4",
        "address",
        "show",
        "eth0",
      );
      return /inet (\S+)/.exec(text)?.[1];
    };
    const planned = await addressOf();
    expect(planned).toBeDefined();
    await lab.out("host3", "docker", "rm", "-f", name);
    await expect.poll(addressOf, { interval: 200 }).toBe(planned);
    const ready = () => lab.out("host3", "underlay-ready", "--now");
    await expect.poll(ready, { interval: 200 }).toContain('"ready":true');
  });

  it("is measured", async () => {
    await expectEveryPair(lab);
    expectSound(await lab.probe(...wayProbes), 1500);
  });
});

describe("lab-calico-gateway", () => {
  const lab = gateway;

  it("has a gateway that knows hosts by their segment alone, and one session with each (C17)", async () => {
    const text = await lab.out("router1", "cat", "/etc/underlay/bird.conf");
    expect(text).toContain("neighbor range 100.86.0.0/26 as 64512;");
    expect(text).not.toMatch(/100\.86\.0\.[123]\b|100\.86\.0\.67/);
    const found = Object.values(await sessionsOf(lab, "router1")).filter((state) => state === "Established");
    expect(found).toHaveLength(3);
  });

  it("has a host that joins in reach within 60 s", async () => {
    const [probe] = (await lab.probe("host-added")).probes;
    if (probe?.kind !== "convergence") throw new Error("the lab has such a probe");
    expect(probe).toMatchObject({ status: "passed", reason: null, event: { host: "host3" } });
    expect(probe.secondsToReach).toBeLessThan(60);
  });

  it("carries every pair, bare on both sides of the router", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes, "tcpdump-right");
    expectSound(record, 1500);
    for (const name of ["tcpdump", "tcpdump-right"])
      expect(wireOf(record, name).slice(0, 3)).toEqual(["eth", "ip", "icmp"]);
    const ping = record.probes.find(({ name }) => name === "ping");
    // host, router, host: 64 - 3
    expect(ping?.kind === "ping" && ping.samples[0]?.ttl).toBe(61);
    // Inside a segment the next hop is the owner: host, host.
    expect(await lab.out("client", "ping", "-n", "-c", "1", "-W", "10", "10.244.2.0")).toContain("ttl=62");
  });
});

describe("lab-calico-gateway-rr", () => {
  const lab = gatewayReflected;

  it("has a gateway with the reflectors as its only peers, and joins workloads across it", async () => {
    expect(Object.values(await sessionsOf(lab, "router1"))).toEqual(["Established"]);
    await expectEveryPair(lab);
    expectSound(await lab.probe(...wayProbes, "tcpdump-right"), 1500);
  });
});

describe("lab-calico-routed-broken", () => {
  const lab = broken;

  it("has its sessions and its routes, and yet no way across a router that knows of none", async () => {
    expect(Object.values(await sessionsOf(lab, "host1"))).toEqual(["Established", "Established"]);
    const record = await lab.probe();
    expect(
      record.probes.map(({ name, status, reason }) => `${name} ${status} ${reason ?? ""}`.trim()),
    ).toEqual(
      ["ping-neighbour", "ping-hosts", "ping-across", "tcpdump", "state"].map((name) => `${name} passed`),
    );
  });
});
