import { afterAll, beforeAll, expect, it } from "vitest";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { requireSound, withStacks } from "../../lib/runtime/labs/synthesis.ts";
import { expectGone } from "./lab.ts";
import {
  containers,
  docker,
  ensureGone,
  inLab,
  installation,
  lines,
  underlay,
  until,
  volumesOf,
} from "./support.ts";

// Another instance than that of lab-vxlan.test.ts, which may be deployed at the same time.
const instance = 1;
const lab = `lab-vxlan-${instance}`;
const workloads = { client: "10.244.1.2", server: "10.244.2.2" };
const out = async (where: string, ...command: string[]) => (await inLab(lab, where, command)).stdout;
const ready = async () => (await underlay(["inspect", lab])).exitCode === 0;
const deployAgain = (...options: string[]) =>
  underlay(["deploy", "lab-vxlan", "--instance", `${instance}`, "--no-probes", ...options]);

/** What `underlay deploy` does, with so many seconds for each machine; the error, if there is one. */
const deployWithin = (seconds: number): Promise<Error | undefined> =>
  withStacks({ only: [lab], instance }, async (synthesis, stackOf) => {
    const [spec] = requireSound([lab], synthesis);
    if (!spec) throw new Error(`there is no ${lab}`);
    const hosts = spec.hosts.map((host) => ({ ...host, readyWithin: seconds }));
    const options = { stack: stackOf(lab), installation, signal: new AbortController().signal };
    const progress = { machine: () => undefined, say: () => undefined, end: () => undefined };
    return deploy({ ...spec, hosts }, { ...options, progress }).then(
      () => undefined,
      (error: Error) => error,
    );
  });

let volumes: readonly string[] = [];
beforeAll(async () => {
  await ensureGone(lab);
  const deploy = await deployAgain();
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  volumes = await volumesOf(lab);
});
afterAll(async () => {
  await ensureGone(lab);
  await expectGone(lab, volumes);
});

it("has flanneld back after a kill, with the same subnet, while pings go on (F12)", async () => {
  const pid = (await out("host1", "pidof", "flanneld")).trim();
  const pinging = inLab(lab, "client", ["ping", "-n", "-c", "40", "-i", "0.1", "-W", "1", workloads.server]);
  await inLab(lab, "host1", ["kill", "-9", pid]);
  await until(
    "flanneld runs again",
    60,
    async () => ![pid, ""].includes((await out("host1", "pidof", "flanneld")).trim()),
  );
  // ping waits for its last reply no longer than between two: the last ten do not count.
  expect((await pinging).stdout.match(/icmp_seq=([12]?\d|30) ttl/g)).toHaveLength(30);
  expect(await out("host1", "cat", "/run/flannel/subnet.env")).toContain("FLANNEL_SUBNET=10.244.1.1/24");
});

it("comes back with the same addresses after a host restarts", async () => {
  const vtep = () => out("host2", "cat", "/sys/class/net/flannel.1/address");
  const earlier = await vtep();
  await docker(`restart --time 5 ${lab}-host2`);
  await until("every gate is passed again", 60, ready);
  expect(await vtep()).toBe(earlier);
  expect(lines(await out("host1", "bridge", "fdb", "show", "dev", "flannel.1"))).toHaveLength(2);
  const ping = await inLab(lab, "client", ["ping", "-n", "-c", "2", "-W", "2", workloads.server]);
  expect(ping.stdout).toContain("2 received");
});

it("gets a host back that was removed behind its back, and keeps the others", async () => {
  const earlier = await containers(lab);
  await docker(`rm --force --volumes ${lab}-host3`);
  const deploy = await deployAgain("--json");
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  expect(JSON.parse(deploy.stdout).hosts).toHaveLength(3);
  // The others may still be asking the one that was away.
  await until("all are ready", 60, ready);
  const now = await containers(lab);
  expect([now.host1, now.host2]).toEqual([earlier.host1, earlier.host2]);
  expect(now.host3).not.toBe(earlier.host3);
});

it("is whole again after the host of its datastore was made anew", async () => {
  await docker(`rm --force --volumes ${lab}-host1`);
  const deploy = await deployAgain();
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  const server = ["ping", "-n", "-c", "1", "-W", "1"];
  await until("every pair answers", 60, async () => {
    const pairs = [
      await inLab(lab, "client", [...server, workloads.server]),
      await inLab(lab, "server", [...server, workloads.client]),
      await inLab(lab, "host2", [...server, "-I", "10.244.2.1", "10.244.3.1"]),
      await inLab(lab, "host3", [...server, "-I", "10.244.3.1", "10.244.1.1"]),
    ];
    return pairs.every(({ stdout }) => stdout.includes("1 received"));
  });
});

it.each<[what: string, harm: () => Promise<unknown>, mend: () => Promise<unknown>, said: RegExp]>([
  [
    "a host is paused",
    () => docker(`pause ${lab}-host3`),
    () => docker(`unpause ${lab}-host3`),
    /lab-vxlan-1\/host3\] The machine is not ready after 3 s: .*paused/,
  ],
  [
    "the routes of a host are lost",
    () => out("host2", "ip", "route", "flush", "dev", "flannel.1", "root", "10.244.0.0/16"),
    () => docker(`restart --time 5 ${lab}-host2`),
    /lab-vxlan-1\/host2\] The machine is not ready after 3 s: (gate )?overlay/,
  ],
])(
  "is not said to be ready while %s: the host and what it waits for are named",
  async (_, harm, mend, said) => {
    const earlier = await containers(lab);
    await harm();
    const refused = await deployWithin(3);
    await mend();
    expect(refused?.message).toMatch(said);
    await until("all are ready again", 60, ready);
    expect(await deployWithin(30)).toBeUndefined();
    expect(await containers(lab)).toEqual(earlier);
  },
);
