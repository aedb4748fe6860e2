import { describe, expect, it } from "vitest";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { expectEveryPair, expectSound, expectSubnets, useLabs, wayProbes, wireOf } from "./lab.ts";
import { docker, lines, underlay, until, words } from "./support.ts";

const [veth, bridge, udp, hostGw, jumbo] = useLabs([
  "lab-veth",
  "lab-bridge",
  "lab-udp",
  "lab-host-gw",
  "lab-jumbo",
]);

describe("before a lab was run", () => {
  it("its claims cannot be judged: nothing ran", async () => {
    const { exitCode, stdout } = await underlay(["claims", "lab-veth", "--json"]);
    expect(exitCode).toBe(exitCodes.nothingRan);
    expect(JSON.parse(stdout)).toMatchObject([{ id: "veth-pair", verdict: "unknown" }]);
  });
});

describe("lab-veth", () => {
  const lab = veth;

  it("joins two workloads by one pair, without a bridge, and again after one restarts", async () => {
    await expectEveryPair(lab);
    expect(await lab.out("host1", "ip", "-brief", "link", "show", "type", "bridge")).toBe("");
    expect(await lab.out("host1", "ip", "-brief", "link", "show", "type", "veth")).toMatch(
      /^eth0@\S+ [^\n]*\n$/,
    );
    expect(await lab.out("client", "ip", "route")).toContain("10.244.1.3 dev eth0");
    await lab.out("host1", "docker", "kill", "server");
    await until("the pair is back", 60, async () =>
      (await lab.out("client", "ping", "-n", "-c", "1", "-W", "1", "10.244.1.3")).includes("1 received"),
    );
  });

  it("joins a workload that is added to all others, until it is removed again", async () => {
    const add = await underlay(["workload", "add", "lab-veth", "host1", "extra"]);
    expect(add.stdout, add.stderr).toBe("10.244.1.4\n");
    const pings = () => lab.out("host1", ...words("docker exec extra ping -n -c 1 -W 1 10.244.1.3"));
    expect(await pings()).toMatch(/1 (packets )?received/);
    await docker("restart --time 2 lab-veth-host1");
    await until("all three answer again", 60, async () => /1 (packets )?received/.test(await pings()));
    const again = await underlay(["workload", "add", "lab-veth", "host1", "extra"]);
    expect(again.stderr).toContain("there is a workload extra already");
    const another = await underlay(["workload", "add", "lab-veth", "host1", "another"]);
    expect(another.stdout, another.stderr).toBe("10.244.1.5\n");
    const third = await underlay(["workload", "add", "lab-veth", "host1", "third"]);
    expect(third.stdout, third.stderr).toBe("10.244.1.6\n");
    for (const address of ["10.244.1.2", "10.244.1.4", "10.244.1.5"])
      expect(
        await lab.out("host1", ...words(`docker exec third ping -n -c 1 -W 5 ${address}`)),
        address,
      ).toMatch(/1 (packets )?received/);
    for (const name of ["extra", "another", "third"]) {
      const rm = await underlay(["workload", "rm", "lab-veth", "host1", name]);
      expect(rm.exitCode, rm.stderr).toBe(0);
    }
    expect(lines(await lab.out("host1", ...words("docker ps --all --format {{.Names}}"))).sort()).toEqual([
      "client",
      "server",
    ]);
    await expectEveryPair(lab);
  });

  it("is measured, and captured inside a workload", async () => {
    const record = await lab.probe(...wayProbes);
    expectSound(record, 1500);
    expect(wireOf(record).slice(0, 3)).toEqual(["eth", "ip", "icmp"]);
  });
});

describe("lab-jumbo, whose file is YAML", () => {
  it("joins its workloads by packets as large as the segment's less VXLAN's overhead", async () => {
    await expectEveryPair(jumbo);
    expectSound(await jumbo.probe(...wayProbes), 8950);
  });
});

describe("lab-bridge", () => {
  const lab = bridge;

  it("has the article's route table in every workload, exactly, and asks nobody for a name in it", async () => {
    const datagrams = async () =>
      (await lab.out("client", "grep", "^Udp: [0-9]", "/proc/net/snmp")).split(" ")[4];
    const before = await datagrams();
    const table = await lab.out("client", "route");
    expect(await datagrams()).toBe(before);
    expect(table).toBe(await lab.out("server", "route"));
    expect(lines(table).map((line) => line.split(/\s+/))).toEqual([
      ["Kernel", "IP", "routing", "table"],
      ["Destination", "Gateway", "Genmask", "Flags", "Metric", "Ref", "Use", "Iface"],
      ["default", "172.17.0.1", "0.0.0.0", "UG", "0", "0", "0", "eth0"],
      ["172.17.0.0", "0.0.0.0", "255.255.0.0", "U", "0", "0", "0", "eth0"],
    ]);
  });

  it("is measured on docker0; workloads reach each other and their host", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes, "ping-host");
    expectSound(record, 1500);
    expect(record.probes.find(({ name }) => name === "ping-host")).toMatchObject({
      to: "host1",
      received: 20,
    });
  });
});

describe("lab-udp", () => {
  const lab = udp;

  it("has flannel0, whose other end and whose port 8285 are flanneld's (F1, F6)", async () => {
    await expectSubnets(lab, 1472);
    expect(await lab.out("host1", "ip", "link", "show", "flannel0")).toMatch(/<[^>]*\bUP\b[^>]*> mtu 1472/);
    expect(await lab.out("host1", "ip", "route")).toContain("10.244.0.0/16 dev flannel0");
    expect(await lab.out("host1", "ss", "-lunp")).toMatch(/:8285\b.*\(\("flanneld"/);
  });

  it("carries every pair, as IP in UDP, and flanneld pays for it (F2, F3, F6, F8)", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe();
    expectSound(record, 1472);
    expect(wireOf(record).slice(0, 4)).toEqual(["eth", "ip", "udp", "ip"]);
    const cost = record.probes.find(({ kind }) => kind === "cost");
    if (cost?.kind !== "cost") throw new Error("the lab has a cost probe");
    for (const sample of cost.samples) {
      if (sample.status !== "ok") throw new Error(sample.reason);
      for (const { agent } of sample.hosts) {
        expect(agent.userSeconds + agent.systemSeconds).toBeGreaterThan(0);
        expect(agent.contextSwitches).toBeGreaterThan(1000);
      }
    }
  });
});

describe("lab-host-gw", () => {
  const lab = hostGw;

  it("has the peers as next hops, and no tunnel device (F1, F4)", async () => {
    await expectSubnets(lab, 1500);
    const routes = await lab.out("host1", "ip", "route");
    for (const peer of [2, 3])
      expect(routes).toMatch(new RegExp(`10\\.244\\.${peer}\\.0/24 via 100\\.69\\.0\\.${peer} dev eth\\d`));
    const details = await lab.out("host1", "ip", "-details", "link");
    expect(details).not.toMatch(/^ +(vxlan|tun|ipip|wireguard) /m);
  });

  it("carries every pair, bare (F2, F3, F8)", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe();
    expectSound(record, 1500);
    expect(wireOf(record).slice(0, 3)).toEqual(["eth", "ip", "icmp"]);
  });
});
