import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runRecord } from "../../lib/results/run-record.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { expectGone } from "./lab.ts";
import {
  cdktf,
  containers,
  docker,
  engine,
  ensureGone,
  inLab,
  kernelHas,
  onMachine,
  underlay,
  until,
  volumesOf,
  words,
} from "./support.ts";

const lab = "lab-vxlan";
const workloads = { client: "10.244.1.2", server: "10.244.2.2", observer: "10.244.3.2" };
const out = async (where: string, ...command: string[]) => (await inLab(lab, where, command)).stdout;
const spec = () => requireDeployed(lab);

beforeAll(async () => {
  await ensureGone(lab);
  const deploy = await cdktf(["deploy", lab, "--auto-approve"], { UNDERLAY_PROBES: "off" });
  expect(deploy.exitCode, deploy.stdout + deploy.stderr).toBe(0);
});

afterAll(async () => {
  await ensureGone(lab);
});

describe("lab-vxlan, once deployed", () => {
  it("has passed every gate on every host", async () => {
    await until("every gate passes", 60, async () => (await underlay(["inspect", lab])).exitCode === 0);
    const { stdout } = await underlay(["inspect", lab, "--json"]);
    const { hosts }: { hosts: { host: string; ready: boolean; gates: { gate: string; state: string }[] }[] } =
      JSON.parse(stdout);
    expect(hosts.map(({ host, ready }) => [host, ready])).toEqual([
      ["host1", true],
      ["host2", true],
      ["host3", true],
    ]);
    for (const { gates } of hosts)
      expect(gates.map(({ gate, state }) => `${gate} ${state}`)).toEqual(
        ["underlay", "datastore", "cni", "workloads", "overlay"].map((gate) => `${gate} pass`),
      );
  });

  it("holds the reserved subnet in subnet.env, keys in order (F1)", async () => {
    for (const number of [1, 2, 3])
      expect(await out(`host${number}`, "cat", "/run/flannel/subnet.env")).toBe(
        `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.${number}.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n`,
      );
  });

  it("carries every pair of workloads, both ways (F2)", async () => {
    for (const from of Object.keys(workloads))
      for (const [to, address] of Object.entries(workloads)) {
        if (from === to) continue;
        const ping = await inLab(lab, from, ["ping", "-n", "-c", "2", "-i", "0.2", "-W", "2", address]);
        expect(ping.stdout, `${from} to ${to}`).toContain("2 packets transmitted, 2 received");
        // Two hosts forward: 64 - 2. The observer sees the sender's own address, or there would be no reply.
        expect(ping.stdout).toContain("ttl=62");
      }
  });

  it("lets commands be run in hosts and workloads, with their exit status", async () => {
    const client = await underlay(["exec", lab, "client", "--", "hostname"]);
    expect([client.stdout, client.exitCode]).toEqual(["client\n", 0]);
    const host = await underlay(["exec", lab, "host1", "--", "sh", "-c", 'echo "$0"; exit 3', "two words"]);
    expect([host.stdout, host.exitCode]).toEqual(["two words\n", 3]);
  });

  it("has the VTEP, one route, neighbour and FDB entry for each peer (F5)", async () => {
    const link = await out("host1", "ip", "-details", "link", "show", "flannel.1");
    expect(link).toMatch(/mtu 1450/);
    expect(link).toMatch(/vxlan id 1 /);
    expect(link).toMatch(/dstport 8472/);
    expect(link).toMatch(/nolearning/);
    const routes = await out("host1", "ip", "route");
    const neighbours = await out("host1", "ip", "neighbour", "show", "dev", "flannel.1");
    const fdb = await out("host1", "bridge", "fdb", "show", "dev", "flannel.1");
    for (const peer of [2, 3]) {
      expect(routes).toContain(`10.244.${peer}.0/24 via 10.244.${peer}.0 dev flannel.1 onlink`);
      expect(neighbours).toMatch(new RegExp(`^10\\.244\\.${peer}\\.0 lladdr .* PERMANENT`, "m"));
      expect(fdb).toMatch(new RegExp(`dst 100\\.65\\.0\\.${peer} self permanent`));
    }
  });

  it("leads nowhere else: no default route, no address of the machine on its bridge", async () => {
    for (const where of ["host1", "host2", "host3"])
      expect(await out(where, "ip", "route", "show", "default")).toBe("");
    const id = (await docker("network inspect --format {{.Id}} lab-vxlan-underlay")).slice(0, 12);
    expect(await onMachine("ip", "-4", "address", "show", "dev", `br-${id}`)).not.toContain("inet");
  });

  it("has a root that is nobody on the machine, and all rights in its own namespaces", async () => {
    const [{ HostConfig, Mounts }] = JSON.parse(await docker(`inspect ${lab}-host1`));
    expect(HostConfig.Privileged).toBe(false);
    expect(HostConfig.CapDrop).toEqual(["ALL"]);
    expect(JSON.stringify(Mounts)).not.toContain("docker.sock");
    const [first] = (await spec()).hosts;
    const ids = (await out("host1", "cat", "/proc/self/uid_map")).trim().split(/\s+/).map(Number);
    expect(ids).toEqual([0, first?.firstId, 65_536]);
    const status = await out("host1", "cat", "/proc/1/status");
    expect(status).toMatch(/^Seccomp:\s2$/m);
    expect(status).toMatch(/^Seccomp_filters:\s2$/m);
    expect(BigInt(`0x${/CapEff:\s*(\w+)/.exec(status)?.[1]}`) & (1n << 21n)).not.toBe(0n);
  });

  it("lets nobody into what is around it", async () => {
    const { exitCode, stdout, stderr } = await engine.start(["exec", `${lab}-host1`, "sh"]);
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain("executable file not found");
  });

  it("has limits of memory and processes, by whichever command it was deployed", async () => {
    const [{ HostConfig }] = JSON.parse(await docker(`inspect ${lab}-host2`));
    expect(HostConfig).toMatchObject({ Memory: 2048 * 2 ** 20, PidsLimit: 4096, CgroupnsMode: "private" });
  });

  it("is left alone by a second deploy (no changes)", async () => {
    const earlier = await containers(lab);
    const again = await cdktf(["deploy", lab, "--auto-approve"], { UNDERLAY_PROBES: "off" });
    expect(again.stdout).toContain("no changes are needed");
    expect(await containers(lab)).toEqual(earlier);
  });

  it("measures: a whole record, raw files, a judged capture, a report", async () => {
    const { stdout, exitCode, stderr } = await underlay(["probe", lab, "--quick", "--json"]);
    expect(exitCode, stderr).toBe(0);
    const record = runRecord.parse(JSON.parse(stdout));
    expect(record.status).toBe("passed");
    const folder = join(resultsDir, lab, record.run);
    expect(existsSync(join(folder, "report.html"))).toBe(true);
    for (const probe of record.probes) {
      if (probe.kind === "iperf") {
        expect(probe.samples.map(({ streams }) => streams).sort()).toEqual([1, 8]);
        for (const sample of probe.samples) {
          expect(sample).toMatchObject({ status: "ok" });
          expect(sample.status === "ok" && sample.bitsPerSecond).toBeGreaterThan(0);
          expect(existsSync(join(folder, sample.raw ?? "missing"))).toBe(true);
        }
      }
      if (probe.kind === "tcpdump") {
        expect(probe.counts?.expected).toBeGreaterThan(10);
        expect(probe.counts?.unexpected).toBe(0);
        expect(existsSync(join(folder, probe.pcap ?? "missing"))).toBe(true);
        expect(probe.packets[0]?.layers.map(({ protocol }) => protocol).slice(0, 6)).toEqual([
          "eth",
          "ip",
          "udp",
          "vxlan",
          "eth",
          "ip",
        ]);
      }
      if (probe.kind === "snapshot") expect(probe.hosts.every(({ status }) => status === "ok")).toBe(true);
    }
    expect(record.probes.map(({ kind }) => kind)).toEqual([
      "ping",
      "ping",
      "tcpdump",
      "snapshot",
      "path-mtu",
      "cost",
      "iperf",
    ]);
  });
});

describe("lab-vxlan, looked into", () => {
  const impair = (...args: string[]) => underlay(["impair", "lab-vxlan", ...args]);
  const rate = async () => {
    await out("host2", "docker", "exec", "--detach", "server", "iperf3", "--server", "--one-off");
    await until("iperf3 listens", 60, async () =>
      (await out("server", "cat", "/proc/net/tcp", "/proc/net/tcp6")).includes(":1451 "),
    );
    const client = words("iperf3 --client 10.244.2.2 --json --time 3 --omit 1");
    return JSON.parse(await out("client", ...client)).end.sum_received.bits_per_second;
  };

  it("is impaired while it runs: shown, measured, kept across a restart, and good again", async () => {
    const { exitCode, stdout, stderr } = await impair("underlay", "--rate", "50000");
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/underlay +100\.65\.0\.0\/26 +1500 +up +rate 50000 kbit\/s/);
    // A pause of the machine takes from a rate and never adds to one.
    const limited = Math.max(await rate(), await rate(), await rate());
    expect(limited).toBeGreaterThan(30e6);
    expect(limited).toBeLessThan(55e6);
    await docker("restart --time 5 lab-vxlan-host2");
    await until("host2 is ready", 60, async () => (await underlay(["inspect", "lab-vxlan"])).exitCode === 0);
    const { segments } = JSON.parse((await underlay(["inspect", "lab-vxlan", "--json"])).stdout);
    expect(segments[0].impairments).toEqual(
      ["host1", "host2", "host3"].map((machine) => ({ machine, impairment: { rate: 50_000 } })),
    );
    expect((await impair("underlay", "--clear")).stdout).toMatch(/1500 +up +none/);
    expect(await out("host1", "tc", "qdisc", "show", "dev", "eth0")).not.toContain("tbf");
    expect(await rate()).toBeGreaterThan(2 * limited);
  });

  it("refuses impairments that are none, and those that the kernel lacks, with the feature's name", async () => {
    const bad = await impair("underlay", "--loss", "200", "--jitter", "x");
    expect(bad.exitCode).toBe(1);
    expect(bad.stderr).toContain("[lab-vxlan/underlay] Impairment loss 200 is out of range");
    expect(bad.stderr).toContain("Impairment jitter NaN is out of range");
    expect((await impair("underlai", "--loss", "1")).stderr).toContain(
      'the lab has no segment "underlai"; did you mean "underlay"?',
    );
    const netem = await impair("underlay", "--delay", "10");
    if (await kernelHas(...words("tc qdisc add dev lo root netem delay 1ms"))) expect(netem.exitCode).toBe(0);
    else
      expect(netem.stderr).toMatch(
        /lacks kernel:netem \(CONFIG_NET_SCH_NETEM\), which this impairment needs/,
      );
    await impair("underlay", "--clear");
  });

  it("is traced as text, now and from a run", async () => {
    const now = await underlay(["trace", "lab-vxlan", "client", "server"]);
    expect(now.exitCode, now.stderr).toBe(0);
    for (const said of [
      "route:     default via 10.244.1.1 dev eth0",
      "dst 100.65.0.2 self permanent",
      "VXLAN VNI 1",
    ])
      expect(now.stdout).toContain(said);
    expect(now.stdout).toMatch(/Captured by trace-host1-underlay as packet \d+, as the tables say\./);
    const then = await underlay(["trace", "lab-vxlan", "client", "server", "--run", "latest"]);
    expect(then.stdout).toContain("Captured by tcpdump as packet");
    const unknown = await underlay(["trace", "lab-vxlan", "client", "sever"]);
    expect(unknown.stderr).toContain('lab-vxlan has no workload or host "sever"; did you mean "server"?');
  });
});

it("is gone without a trace after cdktf destroy", async () => {
  const volumes = await volumesOf(lab);
  const destroy = await cdktf(["destroy", lab, "--auto-approve"]);
  expect(destroy.exitCode, destroy.stdout + destroy.stderr).toBe(0);
  await expectGone(lab, volumes);
});
