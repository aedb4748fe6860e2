import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stateDir } from "../../lib/runtime/project.ts";
import { expectEveryPair, useLab } from "./lab.ts";
import { containers, docker, ensureGone, fixtureLabs, inLab, lines, underlay, until } from "./support.ts";

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
    const ping = await lab.out("client", "ping", "-n", "-c", "1", "-W", "1", "10.244.2.0");
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
      await until(`${host} has the route to the second block`, 10, async () =>
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

describe("a lab whose file is changed in one number", () => {
  const folder = join(stateDir, "e2e-labs");
  const name = "lab-e2e-grow";
  const env = { UNDERLAY_LABS: folder };
  const write = (left: number) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), growing(left));
  };
  const deploy = async () => {
    const { exitCode, stderr } = await underlay(["deploy", name, "--no-probes"], env);
    expect(exitCode, stderr).toBe(0);
  };

  beforeAll(async () => {
    write(1);
    await ensureGone(name, env);
    await deploy();
  });
  afterAll(async () => {
    await ensureGone(name, env);
    rmSync(folder, { recursive: true, force: true });
  });

  it("has one host more, and every other machine as it was: nothing names the hosts one by one (C17)", async () => {
    const before = await containers(name);
    expect(Object.keys(before).sort()).toEqual(["far", "host1", "router1"]);
    write(2);
    await deploy();
    const after = await containers(name);
    expect(after).toEqual({ ...before, host2: expect.any(String) });
    const started = (await docker(`inspect --format {{.State.StartedAt}} ${after.host2}`)).trim();
    const ping = await inLab(name, "far-workload", ["ping", "-n", "-c", "1", "-W", "1", "10.244.2.0"]);
    expect(ping.stdout).toContain("1 received");
    expect(Date.now() - Date.parse(started)).toBeLessThan(60_000);
  });
});

/** As lab-calico-gateway, with the other side first: hosts are numbered as they are added. */
const growing = (left: number): string => `import type { App } from "cdktf";
import { Calico } from "../../lib/cni/calico/calico.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { Lab } from "../../lib/constructs/lab.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-grow", { slot: 56, about: "A lab that grows" });
  const [left, right] = [lab.segment("left"), lab.segment("right")];
  lab.router("router1", { on: [left, right] });
  lab.host("far", { number: 9, on: right }).workload("far-workload");
  for (let number = 1; number <= ${left}; number += 1)
    lab.host(\`host\${number}\`, { number, on: left }).workload(\`workload\${number}\`);
  new Calico(lab, "calico", { mode: gatewayDynamic() });
};
`;
