import { describe, expect, it } from "vitest";
import { expectEveryPair, useLab } from "./lab.ts";
import { fixtureLabs, lines, underlay, until } from "./support.ts";

describe("a gateway of another AS, with passwords, small blocks and all traffic through it", () => {
  const lab = useLab("lab-e2e-gateway", fixtureLabs);
  const router = "100.119.0.61";

  it("has external sessions, and joins workloads across", async () => {
    const { stdout } = await underlay(["inspect", "lab-e2e-gateway", "--json"]);
    const { hosts } = JSON.parse(stdout);
    expect(hosts[0].bgp).toMatchObject([
      { peer: router, peerAs: 65000, localAs: 64512, state: "Established", lastError: null },
    ]);
    await expectEveryPair(lab);
  });

  it("is on the way between hosts of one segment: TTL 61, and in the trace", async () => {
    const ping = await lab.out("client", "ping", "-n", "-c", "1", "-W", "10", "10.244.2.0");
    expect(ping).toContain("ttl=61");
    const hops = lines(await lab.out("client", "traceroute", "-n", "-q", "1", "-w", "1", "10.244.2.0")).slice(
      1,
    );
    expect(hops).toHaveLength(4);
    expect(hops[1]).toContain(` ${router} `);
    expect(hops[3]).toContain(" 10.244.2.0 ");
  });

  it("hears of a host's second block when the first is full", async () => {
    const add = "for n in 1 2 3 4; do underlay-workload add more$n || exit; done";
    expect(lines(await lab.out("host1", "sh", "-c", add))).toEqual([
      ...["10.244.1.1", "10.244.1.2", "10.244.1.3"],
      "10.244.1.4",
    ]);
    const blocks = lines(await lab.out("host1", "ip", "route")).filter((line) =>
      line.startsWith("blackhole"),
    );
    expect(blocks.map((line) => line.split(" ")[1])).toEqual(["10.244.1.0/30", "10.244.1.4/30"]);
    for (const [host, via] of [
      ["host2", router],
      ["host3", "100.119.0.125"],
    ] as const)
      await until(`${host} has the route to the second block`, 60, async () =>
        (await lab.out(host, "ip", "route", "show", "10.244.1.4/30")).includes(`via ${via} `),
      );
    const ping = await lab.out("server", "ping", "-n", "-c", "2", "-i", "0.2", "-W", "2", "10.244.1.4");
    expect(ping).toContain("2 received");
  });

  // The last one, because the lab is of no use afterwards.
  it("waits for sessions, and names the peer and BIRD's words when a password is wrong (C25)", async () => {
    const explain = () => lab.out("host1", "underlay-ready", "--explain");
    expect(await explain()).toBe("all gates pass\n");
    await lab.out("host1", "sed", "-i", 's/password "of both"/password "of one"/', "/etc/underlay/bird.conf");
    await lab.out("host1", "birdc", "configure");
    const asked =
      "the kernel refused [0-9]+ TCP segments for their MD5 signature: do both ends have the same password\\?";
    const down = new RegExp(
      `^gate cni fails on host1: no BGP session with ${router}: \\w+_100_119_0_61 is (Active|Connect|Idle)[^;]*; ${asked}$`,
      "m",
    );
    await until("gate cni says what is wrong", 40, async () => down.test(await explain()));
    expect(await explain()).toContain("the end of /var/log/underlay/bird/current");
    const { hosts } = JSON.parse((await underlay(["inspect", "lab-e2e-gateway", "--json"])).stdout);
    expect(hosts[0]).toMatchObject({
      ready: false,
      reason: expect.stringContaining(`cni: no BGP session with ${router}`),
    });
    await lab.out("host1", "sed", "-i", 's/password "of one"/password "of both"/', "/etc/underlay/bird.conf");
    await lab.out("host1", "birdc", "configure");
    await until("the session is back", 40, async () => (await explain()) === "all gates pass\n");
  });
});
