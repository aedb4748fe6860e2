import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { emulatorMemory } from "../../lib/model/host-kinds.ts";
import type { HostState } from "../../lib/probes/host-state.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { type RunRecord, runRecord } from "../../lib/results/run-record.ts";
import { projectDir, stateDir } from "../../lib/runtime/project.ts";
import { silence } from "./changing-lab.ts";
import { expectEveryPair, expectSound, useLabs, wayProbes, wireOf } from "./lab.ts";
import {
  containers,
  engine,
  ensureGone,
  fixtureLabs,
  inLab,
  installation,
  lines,
  underlay,
  until,
} from "./support.ts";

const vmHosts = { UNDERLAY_HOST_KIND: "vm" };
const MiB = 2 ** 20;

/** True once every machine of a lab passes its gates. */
const isReady = async (lab: string) => (await underlay(["inspect", lab])).exitCode === 0;

/** A machine's state in a run, without what differs between any two boots: device indexes and MAC addresses of ports. */
function hostsOf(record: RunRecord): { host: string; routes: string[]; addresses: string[] }[] {
  const states = record.probes.flatMap((probe) => (probe.kind === "snapshot" ? probe.hosts : []));
  const read = (state: HostState) => (state.status === "ok" ? [state] : []);
  return states.flatMap(read).map(({ host, routes, links }) => ({
    host,
    // Docker numbers a container's interfaces in no fixed order.
    routes: routes.map((route) => route.replace(/eth\d+/g, "eth")).sort(),
    addresses: links
      .flatMap(({ ifname, addr_info = [] }) =>
        (addr_info as { family: string; local: string; prefixlen: number }[])
          .filter(({ family }) => family === "inet")
          .map(({ local, prefixlen }) => `${String(ifname).replace(/^eth\d+/, "eth")} ${local}/${prefixlen}`),
      )
      .sort(),
  }));
}

describe("lab-calico-ipip", () => {
  const name = "lab-calico-ipip";
  const other = "lab-vxlan-routed";
  const [lab] = useLabs([name, other], vmHosts);

  const bootIdOf = (host: string) => lab.out(host, "cat", "/proc/sys/kernel/random/boot_id");
  /** What the processes of a VM host's container hold in memory, in bytes; beside QEMU they are small. */
  const residentOf = async (host: string) => {
    const sum = "cat /proc/[0-9]*/status | awk '/^VmRSS/ { sum += $2 } END { print sum }'";
    return Number(await engine.run(["exec", `${name}-${host}`, "sh", "-c", sum])) * 1024;
  };
  const diskUsage = ["du", "--bytes", "/var/lib/underlay/disk.qcow2"];

  it("has a kernel of its own in every host, and says who executes it", async () => {
    expect(await lab.out("host1", "uname", "-r")).toMatch(/cloud-amd64/);
    expect(await lab.out("router1", "uname", "-r")).not.toMatch(/cloud-amd64/);
    const [{ state }] = JSON.parse((await underlay(["setup", "--check", "--json"])).stdout).filter(
      ({ part }: { part: string }) => part === "accelerator",
    );
    expect(state).toBe("found");
  });

  it("runs QEMU as a user without any right, and so that it can gain none", async () => {
    const script = `for process in /proc/[0-9]*; do
      case $(cat "$process/comm") in qemu*) grep -E '^(Uid|Gid|Groups|Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' "$process/status" ;; esac
    done`;
    const said = await engine.run(["exec", `${name}-host1`, "sh", "-c", script]);
    const found = Object.fromEntries(lines(said).map((line) => line.split(/:\s*/)));
    const none = "0".repeat(16);
    expect(found).toMatchObject({ CapPrm: none, CapEff: none, CapBnd: none, CapAmb: none });
    expect(found).toMatchObject({ NoNewPrivs: "1", Seccomp: "2", Groups: "" });
    for (const ids of [found.Uid, found.Gid]) expect(ids).toMatch(/^([1-9]\d*)\t\1\t\1\t\1$/);
  });

  it("has every block behind tunl0, as Calico has (C5), and a router that knows of none", async () => {
    const routes = lines(await lab.out("host1", "ip", "route")).map((line) => line.trim());
    for (const [number, address] of [
      [2, "100.90.0.2"],
      [3, "100.90.0.67"],
    ])
      expect(routes).toContain(`10.244.${number}.0/26 via ${address} dev tunl0 proto bird onlink`);
    expect(routes).toContain("blackhole 10.244.1.0/26 proto bird");
    const tunnel = await lab.out("host1", "ip", "address", "show", "tunl0");
    expect(tunnel).toContain("mtu 1480");
    expect(tunnel).toContain("inet 10.244.1.0/32 ");
    expect(await lab.out("router1", "ip", "route")).not.toContain("10.244.");
  });

  it("carries every pair as IP in IP on both sides of the router, in the memory and on the disk it was given", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes, "tcpdump-right");
    expectSound(record, 1480);
    for (const probe of ["tcpdump", "tcpdump-right"])
      expect(wireOf(record, probe).slice(0, 4)).toEqual(["eth", "ip", "ip", "icmp"]);
    expect([record.hostKind, record.environment.accelerator]).toEqual(["vm", installation.accelerator]);
    for (const host of ["host1", "host2", "host3"]) {
      expect(await residentOf(host), `memory of ${host}`).toBeLessThan((448 + emulatorMemory) * MiB);
      const disk = await engine.run(["exec", `${name}-${host}`, ...diskUsage]);
      expect(Number.parseInt(disk, 10), `disk of ${host}`).toBeLessThan(200 * MiB);
    }
  });

  it("is compared with flannel's VXLAN on hosts of the same kind, in turns", async () => {
    const { stdout, stderr, exitCode } = await underlay([
      ...["compare", name, other, "--only", "iperf", "--quick", "--host-kind", "vm", "--json"],
      ...["--rounds", "2", "--no-twin"],
    ]);
    const { status, turns } = comparisonRecord.parse(JSON.parse(stdout));
    const failed = turns.flatMap((turn) => turn.results).filter((result) => result.status !== "passed");
    expect(failed, stderr).toEqual([]);
    expect(exitCode, stderr).toBe(0);
    expect([status, turns.map(({ lab }) => lab)]).toEqual(["finished", [name, other, other, name]]);
    expect((await underlay(["probe", other, "--host-kind", "dind"], vmHosts)).stderr).toContain(
      "is a vm host",
    );
  });

  it("has the same addresses and routes in a lab's containers and virtual machines", async () => {
    const state = async () =>
      runRecord.parse(JSON.parse((await underlay(["probe", other, "--only", "state", "--json"])).stdout));
    const inVirtualMachines = await state();
    await ensureGone(other);
    const deploy = await underlay(["deploy", other, "--host-kind", "dind", "--no-probes"], vmHosts);
    expect(deploy.exitCode, deploy.stderr).toBe(0);
    const inContainers = await state();
    expect([inContainers.hostKind, inVirtualMachines.hostKind]).toEqual(["dind", "vm"]);
    expect(hostsOf(inVirtualMachines)).toEqual(hostsOf(inContainers));
    await ensureGone(other);
  });

  it("goes on when its memory is full: the kernel ends what took it, and the console says so", async () => {
    const bootId = await bootIdOf("host1");
    for (const where of ["client", "host1"]) {
      const { exitCode } = await inLab(name, where, ["tail", "/dev/zero"]);
      expect(exitCode, where).not.toBe(0);
    }
    const killed = async () =>
      (await engine.start(["logs", `${name}-host1`])).stdout.match(
        /Out of memory: Killed process \d+ \(tail\)/g,
      );
    await expect.poll(killed).toHaveLength(2);
    expect(await residentOf("host1")).toBeLessThan((448 + emulatorMemory) * MiB);
    await until("the lab is ready", 60, () => isReady(name));
    expect(await bootIdOf("host1")).toBe(bootId);
    // A guest that has just had no memory may drop a packet more.
    await vi.waitFor(() => expectEveryPair(lab), { timeout: 60_000, interval: 1000 });
  });

  /** The lab's file with another mode in it, in a folder of its own. */
  const deployWith = async (mode: string) => {
    const folder = join(stateDir, "e2e-tunnels");
    const text = readFileSync(join(projectDir, `labs/${name}.ts`), "utf8")
      .replaceAll('"../lib/', '"../../lib/')
      .replaceAll('"./shapes/', '"../../labs/shapes/')
      .replace("import {", 'import { vxlan } from "../../lib/cni/calico/modes/vxlan.ts";\nimport {')
      .replace("calico(ipip())", `calico(${mode})`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), text);
    const deploy = await underlay(["deploy", name, "--no-probes"], { UNDERLAY_LABS: folder });
    rmSync(folder, { recursive: true });
    expect(deploy.exitCode, deploy.stderr).toBe(0);
  };
  const workloads = () => lab.out("host3", "docker", "ps", "--quiet", "--no-trunc");
  const routeTo = async (block: string) =>
    lines(await lab.out("host1", "ip", "route"))
      .find((line) => line.startsWith(block))
      ?.trim();

  it.each([
    ["IP in IP across subnets only", 'ipip({ ipipMode: "CrossSubnet" })', "dev tunl0 proto bird"],
    ["VXLAN, without BGP", "vxlan()", "dev vxlan.calico"],
    ["IP in IP across subnets only, again", 'ipip({ ipipMode: "CrossSubnet" })', "dev tunl0 proto bird"],
  ])("takes another tunnel with at most three seconds of silence: %s", async (_, mode, route) => {
    const before = [await containers(name), await workloads()];
    const silent = await silence(name, "client", "10.244.3.1", () => deployWith(mode));
    expect(silent).toBeLessThanOrEqual(3);
    expect([await containers(name), await workloads()]).toEqual(before);
    expect(await routeTo("10.244.3.0/26")).toContain(route);
    await expectEveryPair(lab);
  });

  it("then sends bare packets to neighbours and tunnels across subnets only (C6)", async () => {
    expect(await routeTo("10.244.2.0/26")).toBe("10.244.2.0/26 via 100.90.0.2 dev eth0 proto bird");
    expect(await routeTo("10.244.3.0/26")).toBe("10.244.3.0/26 via 100.90.0.67 dev tunl0 proto bird onlink");
    // Apart from the lab's own runs: what claims judge is the lab as its file has it.
    const results = join(stateDir, "e2e-tunnels-results");
    const { stdout } = await underlay(
      ["probe", name, "--quick", "--json", "--only", ...wayProbes, "tcpdump-right"],
      { UNDERLAY_RESULTS: results },
    );
    rmSync(results, { recursive: true, force: true });
    const record = runRecord.parse(JSON.parse(stdout));
    expectSound(record, 1480);
    expect(wireOf(record).slice(0, 4)).toEqual(["eth", "ip", "ip", "icmp"]);
  });

  // Found by its name in /proc, as the container has no pkill.
  const killQemu =
    'for process in /proc/[0-9]*; do case $(cat "$process/comm") in qemu*) kill -9 $(basename "$process") ;; esac; done';

  it("has its hosts back, as they were, after a power-off, a kernel panic and QEMU killed, all at once", async () => {
    const hosts = ["host1", "host2", "host3"];
    const each = (ask: (host: string) => Promise<string>) => Promise.all(hosts.map(ask));
    const routesOf = async (host: string) => (await lab.out(host, "ip", "route")).replace(/cali\w+/g, "cali");
    const [routes, before] = [await each(routesOf), await each(bootIdOf)];
    const ends = [
      lab.out("host1", "sh", "-c", "echo o > /proc/sysrq-trigger"),
      lab.out("host2", "sh", "-c", "echo c > /proc/sysrq-trigger"),
      engine.run(["exec", `${name}-host3`, "sh", "-c", killQemu]),
    ];
    await Promise.race([Promise.allSettled(ends), new Promise((resolve) => setTimeout(resolve, 3000))]);
    await until("the hosts have booted anew", 120, async () =>
      (await each(bootIdOf)).every((bootId) => ![...before, ""].includes(bootId)),
    );
    await until("the lab is ready again", 150, () => isReady(name));
    expect(await each(routesOf)).toEqual(routes);
    await expectEveryPair(lab);
  });
});

describe("a VM host", () => {
  const late = "lab-e2e-vm-late";
  afterAll(() => ensureGone(late, fixtureLabs));

  it("that is not ready in time fails the deploy, which shows the end of its console", async () => {
    const deploy = await underlay(["deploy", late, "--no-probes"], { ...fixtureLabs, ...vmHosts });
    expect(deploy.exitCode).toBe(1);
    const said = deploy.stderr.replace(/│/g, "").replace(/\s+/g, " ");
    expect(said).toContain(`[${late}/host1] The machine is not ready after 3 s: `);
    // The container's log is the guest's console.
    expect(said).toMatch(/the console's end: .*\[ +\d+\.\d+\] /);
  });
});
