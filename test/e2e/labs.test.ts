import { describe, expect, it } from "vitest";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { expectEveryPair, expectSound, expectSubnets, nextHops, useLab, wayProbes, wireOf } from "./lab.ts";
import { docker, lines, underlay, until } from "./support.ts";

describe("before a lab was run", () => {
  it("its claims cannot be judged: nothing ran", async () => {
    const { exitCode, stdout } = await underlay(["claims", "lab-veth", "--json"]);
    expect(exitCode).toBe(exitCodes.nothingRan);
    expect(JSON.parse(stdout)).toMatchObject([{ id: "veth-pair", verdict: "unknown" }]);
  });
});

describe("lab-veth", () => {
  const lab = useLab("lab-veth");

  it("joins two workloads by one pair, without a bridge, and again after one restarts", async () => {
    await expectEveryPair(lab);
    expect(await lab.out("host1", "ip", "-brief", "link", "show", "type", "bridge")).toBe("");
    expect(await lab.out("host1", "ip", "-brief", "link", "show", "type", "veth")).toMatch(
      /^eth0@\S+ [^\n]*\n$/,
    );
    expect(await lab.out("client", "ip", "route")).toContain("10.244.1.3 dev eth0");
    await lab.out("host1", "docker", "kill", "server");
    await until("the pair is back", 20, async () =>
      (await lab.out("client", "ping", "-n", "-c", "1", "-W", "1", "10.244.1.3")).includes("1 received"),
    );
  });

  it("is measured, and captured inside a workload", async () => {
    const record = await lab.probe(...wayProbes);
    expectSound(record, 1500);
    expect(wireOf(record).slice(0, 3)).toEqual(["eth", "ip", "icmp"]);
  });
});

describe("lab-bridge", () => {
  const lab = useLab("lab-bridge");

  it("has the article's route table in every workload, exactly", async () => {
    const table = await lab.out("client", "route");
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
  const lab = useLab("lab-udp");

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
    expect(
      wireOf(record)
        .filter((protocol) => protocol !== "raw")
        .slice(0, 4),
    ).toEqual(["eth", "ip", "udp", "ip"]);
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
  const lab = useLab("lab-host-gw");

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

describe("lab-vxlan-direct", () => {
  const lab = useLab("lab-vxlan-direct");

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
  { name: "lab-vxlan-routed", mtu: 1450 },
  { name: "lab-udp-routed", mtu: 1472 },
])("$name", ({ name, mtu }) => {
  const lab = useLab(name);

  it("joins workloads across a router (F9)", async () => {
    await expectEveryPair(lab);
    expectSound(await lab.probe(...wayProbes, "tcpdump-right"), mtu);
  });
});

describe("lab-host-gw-routed", () => {
  const lab = useLab("lab-host-gw-routed");

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
  const lab = useLab("lab-fabric");

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
    const { stdout, exitCode } = await underlay(["trace", "lab-fabric", "client", "server", "--json"]);
    expect(exitCode).toBe(0);
    const crossings = JSON.parse(stdout).hops.filter(({ kind }: { kind: string }) => kind === "crossing");
    expect(crossings.map(({ evidence }: { evidence: { kind: string } }) => evidence.kind)).toEqual(
      Array(4).fill("agrees"),
    );
  });

  it("finds the other way when a spine is lost, and both again when it is back", async () => {
    const ways = async () => nextHops(await lab.out("leaf1", "ip", "route", "show", "100.74.0.64/26")).length;
    await docker("stop --time 1 lab-fabric-spine1");
    await until("the lost spine is out of the routes", 30, async () => (await ways()) === 1);
    expect(await lab.out("client", "ping", "-n", "-c", "3", "-W", "1", "10.244.3.2")).toContain("3 received");
    await docker("start lab-fabric-spine1");
    await until("both ways are there again", 60, async () => (await ways()) === 2);
  });
});

describe("after all labs were run", () => {
  // Calico's labs and lab-vxlan are run by the files named after them, which come first.
  it("every claim holds, with evidence", async () => {
    const { stdout, exitCode } = await underlay(["claims", "--json"]);
    const findings: { id: string; verdict: string; evidence: unknown[] }[] = JSON.parse(stdout);
    const flannel = ["veth-pair", "bridge", "udp-copies", "vxlan-kernel", "host-gw"];
    const calico = ["calico-no-bridge", "mesh-n2", "rr-n", "gateway-dynamic", "gateway-rr"];
    expect(findings.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      [...flannel, ...calico].map((id) => `${id} holds`),
    );
    expect(exitCode).toBe(exitCodes.passed);
    for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(1);
  });
});
