import { describe, expect, it } from "vitest";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import { Attacker } from "./attacks.ts";
import { expectEveryPair, nextHops, useLab } from "./lab.ts";
import { docker, fixtureLabs, installation, underlay, until, words } from "./support.ts";

const lab = useLab("lab-e2e-computed", fixtureLabs);

it("hosts and routers have the computed routes, equal ways included, and packets cross them", async () => {
  const machines = machinesOf(await lab.spec());
  for (const { name, routes } of machines)
    for (const { destination, via } of routes)
      expect(
        nextHops(await lab.out(name, "ip", "route", "show", destination)),
        `${name} to ${destination}`,
      ).toEqual([...via].sort());
  const ways = (name: string) =>
    machines.find((machine) => machine.name === name)?.routes.map(({ via }) => via.length);
  expect(ways("host1")).toEqual([2, 2]);
  expect(ways("router3")).toEqual([2]);
  await expectEveryPair(lab);
});

it("UDP is measured in datagrams of the workloads' MTU", async () => {
  const { probes } = await lab.probe("udp");
  // Segments of 65,535 bytes, less VXLAN's 50 and the datagram's own 28.
  expect(probes).toMatchObject([{ kind: "udp", status: "passed", reason: null, size: 65_457 }]);
});

it("loads of every kind are measured", async () => {
  const { probes } = await lab.probe("iperf", "udp-throughput", "pps", "latency", "cost");
  expect(probes.map(({ kind, status, reason }) => [kind, status, reason])).toEqual(
    ["iperf", "udp-throughput", "pps", "latency", "cost"].map((kind) => [kind, "passed", null]),
  );
  for (const probe of probes) {
    if (probe.kind === "iperf")
      expect(probe.samples.map(({ direction }) => direction)).toEqual(["forward", "reverse"]);
    if (probe.kind === "pps") expect(probe.summary.packetsPerSecond.median).toBeGreaterThan(100);
    if (probe.kind === "latency") {
      const [idle, loaded] = probe.samples;
      expect(idle).toMatchObject({ status: "ok", load: null, percentiles: { p50: { status: "ok" } } });
      expect(loaded).toMatchObject({ status: "ok", load: { streams: 2 } });
    }
    if (probe.kind === "cost") {
      // A kernel's softirq time is a part of all that its host spent.
      const { cpuSeconds, softirqSeconds } = probe.summary.perGigabyte;
      expect(cpuSeconds.median).toBeGreaterThan(softirqSeconds.median ?? Number.NaN);
    }
  }
});

it("the highest rate without loss is searched for up to the range's end", async () => {
  const searched = async () => {
    const [probe] = (await lab.probe("udp-throughput")).probes;
    return probe?.kind === "udp-throughput" ? probe.samples : [];
  };
  // A pause of the machine in a trial limits the sender, which ends the search: then it is asked again.
  let samples = await searched();
  for (let again = 0; again < 2 && samples[0]?.status === "ok" && samples[0].limit === "sender"; again += 1)
    samples = await searched();
  expect(samples).toMatchObject([{ status: "ok", limit: "range" }]);
  expect(samples[0]?.trials.length).toBeGreaterThan(1);
});

it("the largest packets pass a segment with a rate", async () => {
  const impaired = await underlay(["impair", "lab-e2e-computed", "near", "--rate", "10000"], fixtureLabs);
  expect(impaired.exitCode, impaired.stderr).toBe(0);
  const { hosts, routers } = await lab.spec();
  const onNear = [...hosts, ...routers].flatMap(({ name, interfaces }) =>
    name === "host1"
      ? []
      : interfaces.filter(({ segment }) => segment === "near").map(({ address }) => address),
  );
  expect(onNear.length).toBe(2);
  // 65,507 bytes fill an IPv4 packet; what tbf lets pass at once was 16,384 at least, and at most.
  for (const address of onNear)
    for (const size of [1000, 16_342, 16_343, 65_507]) {
      const said = await lab.out("host1", ...words(`ping -n -c 2 -i 0.5 -W 3 -M do -s ${size} ${address}`));
      expect(said, `${size} bytes to ${address}`).toContain(" 2 received");
    }
});

describe("root in a host or router", () => {
  const whole = ["kernel/core_pattern", "kernel/panic_on_oops", "vm/swappiness", "fs/file-max"];
  const own = "net/ipv4/ip_forward";
  const [host, small, router] = ["host1", "host2", "router1"].map(
    (name) => new Attacker("lab-e2e-computed", name),
  );
  const state = (name: string) =>
    docker(
      `inspect --format {{.State.Running}}_{{.State.StartedAt}}_{{.RestartCount}} lab-e2e-computed-${name}`,
    );

  it("writes its own network's kernel settings, and not the machine's", async () => {
    for (const machine of [host, router])
      expect(await machine?.writableSettings(...whole, own)).toEqual([`/proc/sys/${own}`]);
  });

  it("does not call what its programs do not need", async () => {
    const absent = "Function not implemented";
    const errors = {
      ...{ add_key: absent, fsopen: absent, io_uring_setup: absent, keyctl: absent, open_tree: absent },
      ...{ userfaultfd: absent, perf_event_open: "Operation not permitted" },
    };
    expect(await host?.callErrors()).toMatchObject(errors);
    expect(await router?.callErrors()).toMatchObject(errors);
    if (installation.controlGroups.version === 1) expect((await host?.callErrors())?.bpf).toBe(absent);
  });

  it("is ended for a call by another way into the kernel than that of its machine's programs", async () => {
    for (const machine of [host, router]) expect(["SYS", null]).toContain(await machine?.x32Call());
  });

  it("finds nobody else's control groups, and writes none but those of its engine's containers", async () => {
    // With cgroup v2 the kernel guards the limits of a namespace by itself.
    if (installation.controlGroups.version === 1) expect(await host?.writableGroups()).toEqual([]);
    expect(await router?.writableGroups()).toEqual([]);
    // No folder of another container, and no file that names a program for the kernel to run.
    expect((await host?.groupsMountedAnew())?.filter((name) => name !== "init/")).toEqual(["docker/"]);
    expect((await router?.groupsMountedAnew())?.filter((name) => name !== "init/")).toEqual([]);
  });

  it("mounts, in its own namespace", async () => {
    expect(await router?.mounts()).toBe(true);
  });

  it("has as many processes as its machine may have, and the machine lives on", async () => {
    const before = [await state("host2"), await state("router1")];
    expect(await small?.forks(400)).toBeLessThan(300);
    expect(await router?.forks(600)).toBeLessThan(512);
    expect([await state("host2"), await state("router1")]).toEqual(before);
  });

  it("has as much memory as its machine may have: what takes more is ended, alone", async () => {
    const before = await state("host2");
    expect(await small?.takes(64)).toBe(true);
    expect(await small?.takes(1024)).toBe(false);
    expect(await router?.takes(1024)).toBe(false);
    expect(await state("host2")).toBe(before);
    await until(
      "every gate is passed",
      90,
      async () => (await underlay(["inspect", "lab-e2e-computed"])).exitCode === 0,
    );
    await expectEveryPair(lab);
  });
});
