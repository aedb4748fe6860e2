import { describe, expect, it, vi } from "vitest";
import { expectEntered, useLab } from "./lab.ts";
import { engine, fixtureLabs, inLab, lines, until, words } from "./support.ts";

const name = "lab-e2e-attacks-2";
const lab = useLab(name, fixtureLabs);
const sh = (machine: string, script: string): Promise<string> => lab.out(machine, "sh", "-c", script);

describe("a machine with a user namespace is otherwise as one without", () => {
  /** Both machines' answers, with what differs by address and by chance made equal. */
  const both = async (one: string, other: string, script: string) => {
    const equal = (text: string) =>
      lines(text.replaceAll(/veth[0-9a-f]{7}/g, "vethX").replaceAll(/@if\d+/g, "")).sort();
    return [equal(await sh(one, script)), equal(await sh(other, script))] as const;
  };

  it.each([
    ["confined", "bare"],
    ["router", "barerouter"],
  ])("in the settings of its network (%s, %s)", async (one, other) => {
    // What is counted, or drawn by lot, at each start; and what the kernel shows its first user namespace only.
    const chance = "random|stable_secret|nf_conntrack_(count|buckets)|_hash_secret|fib_multipath_hash_seed";
    const hidden = "net[.]core[.]xfrm_|net[.]ipv6[.]route[.]";
    const settings = `sysctl -a 2>/dev/null | grep '^net[.]' | grep -vE '${chance}|${hidden}'`;
    const all = "net.ipv4.ping_group_range = 0\t";
    const [own, plain] = await both(one, other, settings);
    expect(own.length).toBeGreaterThan(300);
    // To the last of its IDs.
    expect(own.map((line) => line.replace(`${all}65535`, `${all}2147483647`))).toEqual(plain);
  });

  it("in its interfaces and their MTU, the gates that it passes, and the limits of its processes", async () => {
    const links = `ip -o link | awk '{print $2, $5}'`;
    const gates = `underlay-ready | jq -r '.gates[] | .gate + " " + .state'`;
    for (const script of [links, gates, "ulimit -a", "umask; env | cut -d= -f1; pwd; id"]) {
      // A gate that was slow for a moment is asked again.
      await vi.waitFor(
        async () => {
          const [own, plain] = await both("confined", "bare", script);
          expect(own.length).toBeGreaterThan(0);
          expect(own).toEqual(plain);
        },
        { timeout: 60_000, interval: 1000 },
      );
    }
  });
});

describe("commands in workloads", () => {
  it.each([
    ["confined", "client"],
    ["bare", "server"],
  ])("begin without the engine of %s", (host, workload) => expectEntered(lab, host, workload));

  it("are refused as the engine refuses them where it would", async () => {
    await sh("confined", "docker pause client");
    const { exitCode, stdout, stderr } = await inLab(name, "client", ["hostname"]);
    await sh("confined", "docker unpause client");
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("is paused");
  });
});

describe("the engine's commands on a machine with a user namespace", () => {
  const confined = `${name}-confined`;

  it.each([
    ["", false],
    [", also while it asks for names all the while", true],
  ])("plug a network in and out, which follows into the machine%s", async (_, asks) => {
    const network = engine.nameOf("underlay-plugged");
    const ask = `setsid sh -c 'while sleep 0.05; do getent hosts ${name}-router; done' >/dev/null 2>&1 & echo $!`;
    const asking = asks ? (await sh("confined", ask)).trim() : null;
    await engine.run(["network", "create", network]);
    try {
      const devices = async () => lines(await sh("confined", "ls /sys/class/net | grep ^eth")).length;
      for (let turn = 0; turn < 2; turn += 1) {
        await engine.run(["network", "connect", network, confined]);
        await until("its device is there", 60, async () => (await devices()) === 2);
        const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
        const address = (await engine.run(["inspect", "--format", format, confined])).trim();
        expect(await sh("confined", `underlay-device ${address}`)).toMatch(/^eth\d+\n$/);
        await engine.run(["network", "disconnect", network, confined]);
        await until("its device is gone", 60, async () => (await devices()) === 1);
      }
      if (asking) expect(await sh("confined", `kill ${asking} && echo ended`)).toBe("ended\n");
    } finally {
      await engine.start(["network", "rm", network]);
    }
  });

  it("let it know the names of its neighbours", async () => {
    const { routers } = await lab.spec();
    const onLeft = routers[0]?.interfaces.find(({ segment }) => segment === "left")?.address;
    expect(await sh("confined", `getent hosts ${name}-router`)).toMatch(new RegExp(`^${onLeft} `));
  });

  it("know its memory and processes", async () => {
    const format = "{{.MemPerc}} {{.PIDs}}";
    const [memory = "", processes] = words(
      (await engine.run(["stats", "--no-stream", "--format", format, confined])).trim(),
    );
    expect(Number.parseFloat(memory)).toBeGreaterThan(0.1);
    expect(Number(processes)).toBeGreaterThan(10);
  });
});
