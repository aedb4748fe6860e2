import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { readPing } from "../../lib/probes/ping.ts";
import { type RunRecord, runRecord } from "../../lib/results/run-record.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { takeLock } from "../../lib/runtime/lock.ts";
import { stateDir } from "../../lib/runtime/project.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { waitFor } from "../../lib/runtime/wait-for.ts";
import {
  containers,
  docker,
  ensureGone,
  inLab,
  lines,
  stateOf,
  underlay,
  volumesOf,
  words,
} from "./support.ts";

type Environment = Readonly<Record<string, string>>;

/** Seconds that another file's tests of a lab may take. */
const turnWithin = 900;

/** What tests ask of a lab that is deployed. */
function deployed(lab: string, env: Environment) {
  return {
    /** What a command in a host, router or workload prints. */
    out: async (where: string, ...command: string[]): Promise<string> =>
      (await inLab(lab, where, command)).stdout,
    /** Runs the lab's probes quickly, or the named ones alone; the record is as strict as the published schema. */
    probe: async (...only: string[]): Promise<RunRecord> => {
      const names = only.length > 0 ? ["--only", ...only] : [];
      const { stdout, stderr } = await underlay(["probe", lab, "--quick", "--json", ...names], env);
      const record = runRecord.safeParse(JSON.parse(stdout));
      expect(record.success, stderr + stdout.slice(0, 2000)).toBe(true);
      return runRecord.parse(record.data);
    },
    /** The lab as it is deployed. */
    spec: (): Promise<LabSpec> => requireDeployed(lab),
  };
}
type Used = ReturnType<typeof deployed>;

/**
 * Deploys labs by one command before the tests of a file or `describe`, and destroys them after these; whatever they do,
 * nothing of it may be left. (That nothing at all is left is checked once all tests have run: others may be at work now.)
 *
 * Files that use the same lab take turns: one calls this once, with all labs that it needs at a time.
 */
export function useLabs<const Names extends readonly string[]>(
  labs: Names,
  env: Environment = {},
): { readonly [Index in keyof Names]: Used } {
  let volumes: readonly string[] = [];
  let pass: (() => Promise<unknown>) | undefined;
  const allGone = () => Promise.all(labs.map((lab) => ensureGone(lab, env)));
  beforeAll(
    async () => {
      pass = await turnWith(labs);
    },
    labs.length * turnWithin * 1100,
  );
  beforeAll(async () => {
    await allGone();
    const deploy = await underlay(["deploy", ...labs, "--no-probes"], env);
    expect(deploy.exitCode, deploy.stderr).toBe(0);
    volumes = (await Promise.all(labs.map(volumesOf))).flat();
  });
  afterAll(async () => {
    // Without its turn the labs are another file's.
    if (!pass) return;
    try {
      await allGone();
      for (const lab of labs) await expectGone(lab, volumes);
    } finally {
      await pass();
    }
  });
  return labs.map((lab) => deployed(lab, env)) as { [Index in keyof Names]: Used };
}

/** Waits until no other file tests one of these labs; who calls what it returns lets the next one. */
async function turnWith(labs: readonly string[]): Promise<() => Promise<unknown>> {
  const passes: (() => Promise<void>)[] = [];
  const passAll = () => Promise.all(passes.map((pass) => pass()));
  try {
    // In one order for all, so that no two wait for each other.
    for (const lab of labs.toSorted())
      passes.push(await takeTurn(join(stateDir, "locks", `tests-of-${lab}`), `tests of ${lab}`));
    return passAll;
  } catch (error) {
    await passAll();
    throw error;
  }
}

async function takeTurn(file: string, what: string): Promise<() => Promise<void>> {
  const pass = await waitFor(turnWithin, () =>
    takeLock(file, what).catch((error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    }),
  );
  if (!pass) throw new Error(`${what} of another file do not end`);
  return pass;
}

export const useLab = (lab: string, env: Environment = {}): Used => useLabs([lab], env)[0];

/** Nothing of a lab is left, nor of the volumes that it had. */
export async function expectGone(lab: string, volumes: readonly string[]): Promise<void> {
  expect(await containers(lab)).toEqual({});
  expect(lines(await docker(`network ls --quiet --filter label=underlay.lab=${lab}`))).toEqual([]);
  expect(lines(await docker("volume ls --quiet")).filter((volume) => volumes.includes(volume))).toEqual([]);
  expect(stateOf(lab)).toEqual([]);
}

/** Pings both ways between every two workloads that are to reach each other; nobody translates their addresses (F2). */
export async function expectEveryPair({ out, spec }: Used, { inTurn = false } = {}): Promise<void> {
  const workloads = (await spec()).hosts.flatMap((host) => host.workloads);
  expect(workloads.length).toBeGreaterThan(1);
  const pairs = workloads.flatMap((from) =>
    workloads.filter((other) => other !== from).map((to) => [from, to] as const),
  );
  const expectReplies = async ([from, to]: (typeof pairs)[number]) => {
    const said = await out(from.name, ...words(`ping -n -c 2 -i 0.5 -W 2 -I ${from.address} ${to.address}`));
    expect(said, `${from.name} to ${to.name}`).toContain("2 packets transmitted, 2 received");
  };
  if (inTurn) for (const pair of pairs) await expectReplies(pair);
  else await Promise.all(pairs.map(expectReplies));
}

/** A command in a workload joins its namespaces, and not the control groups that the engine made for it. */
export async function expectEntered({ out }: Used, host: string, workload: string): Promise<void> {
  const groups = await out(workload, "cat", "/proc/self/cgroup");
  expect(groups).toMatch(/^\d+:/);
  expect(groups).not.toBe(await out(host, "docker", "exec", workload, "cat", "/proc/self/cgroup"));
}

/** A workload pings an address 5 times a second while something happens: which requests have no answer, from 1 on. */
export async function lostDuring(
  { out }: Used,
  from: string,
  address: string,
  seconds: number,
  happens: () => Promise<unknown>,
): Promise<number[]> {
  const count = seconds * 5;
  // ping waits for its last reply no longer than between two: a few more, which do not count.
  const pinging = out(from, ...words(`ping -n -c ${count + 5} -i 0.2 -W 1 ${address}`));
  await happens();
  const said = await pinging;
  expect(said).toContain(`${count + 5} packets transmitted`);
  const answered = new Set(readPing(said).samples.map(({ sequence }) => sequence));
  return Array.from({ length: count }, (_, index) => index + 1).filter((sequence) => !answered.has(sequence));
}

/** subnet.env of every host: keys in order, the reserved subnet, the backend's MTU (F1). */
export async function expectSubnets({ out, spec }: Used, mtu: number): Promise<void> {
  for (const { name, number } of (await spec()).hosts)
    expect(await out(name, "cat", "/run/flannel/subnet.env")).toBe(
      `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.${number}.1/24\nFLANNEL_MTU=${mtu}\nFLANNEL_IPMASQ=false\n`,
    );
}

/** The probes of `measure` (labs/shapes) that tell how packets go, without those that take long to tell how fast. */
export const wayProbes = ["ping", "tcpdump", "state", "path-mtu"];

/** Every probe of a lab between hosts passed, with figures, a judged capture and the path MTU that the mode promises. */
export function expectSound(record: RunRecord, mtu: number): void {
  const failed = record.probes.filter(({ status }) => status === "failed");
  expect(failed.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([]);
  expect(record.status).toBe("passed");
  for (const probe of record.probes) {
    if (probe.kind === "path-mtu") {
      expect([probe.expected, probe.largest]).toEqual([mtu - 28, mtu - 28]);
      expect(probe.attempts).toContainEqual(expect.objectContaining({ payload: mtu - 27, delivered: false }));
    }
    if (probe.kind === "iperf")
      for (const { streams, bitsPerSecond } of probe.summary)
        expect(bitsPerSecond.min ?? 0, `${streams} streams`).toBeGreaterThan(0);
    if (probe.kind === "tcpdump")
      expect(probe.counts).toMatchObject({ unexpected: 0, expected: expect.any(Number) });
    if (probe.kind === "cost") expect(probe.summary.perGigabyte.softirqSeconds.n).toBe(probe.samples.length);
  }
}

/**
 * The protocols of the first packet that a capture found as expected, of those between its own ends: hosts ask each
 * other now and then whether they are still there.
 */
export function wireOf(record: RunRecord, name = "tcpdump"): string[] {
  const probe = record.probes.find((candidate) => candidate.name === name);
  if (probe?.kind !== "tcpdump") throw new Error(`the run has no capture ${name}`);
  const end = record.topology.hosts
    .flatMap(({ workloads }) => workloads)
    .find((workload) => workload.name === probe.to)?.address;
  const packets = probe.packets.filter((candidate) => candidate.class === "expected");
  const packet =
    packets.find(({ layers }) =>
      layers.some(({ fields }) => Object.values(fields).includes(end ?? "a host's own")),
    ) ?? packets[0];
  return packet?.layers.map(({ protocol }) => protocol) ?? [];
}

/** The next hops that `ip route` names, sorted. */
export const nextHops = (text: string): string[] =>
  [...text.matchAll(/via ([\d.]+)/g)].map(([, address = ""]) => address).sort();

/** The BGP sessions of a machine: protocol -> state, as `birdc show protocols` has them. */
export async function sessionsOf({ out }: Used, where: string): Promise<Record<string, string>> {
  const rows = lines(await out(where, "birdc", "show", "protocols"))
    .map((line) => line.split(/\s+/))
    .filter(([, kind]) => kind === "BGP");
  return Object.fromEntries(rows.map(([name = "", , , , , info = ""]) => [name, info]));
}
