import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runRecord } from "../../lib/results/run-record.ts";
import { labLock } from "../../lib/runtime/labs/labs.ts";
import { isLocked } from "../../lib/runtime/lock.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { expectGone } from "./lab.ts";
import {
  cdktf,
  containers,
  docker,
  ensureGone,
  fixtureLabs,
  inLab,
  plain,
  stateOf,
  underlay,
  until,
} from "./support.ts";

const two = "lab-e2e-two";
const all = [two, `${two}-1`, "lab-e2e-lease"];
const destroyAll = async () => {
  for (const lab of all) await ensureGone(lab, fixtureLabs);
};

beforeAll(async () => {
  await destroyAll();
});
afterEach(destroyAll);
afterAll(async () => {
  for (const lab of all) rmSync(join(resultsDir, lab), { recursive: true, force: true });
});

/** Begins a deploy, and returns it once its first host runs and before the lab is ready. (Wrapped: it is a promise.) */
async function halfDeployed() {
  const deploy = cdktf(["deploy", two, "--auto-approve"], { ...fixtureLabs, UNDERLAY_PROBES: "off" }).run();
  await until("the first host runs", 60, async () => Object.keys(await containers(two)).length > 0);
  return { deploy };
}

describe("a deploy that is cut off", () => {
  it("by kill -9 can be run again, and destroyed", async () => {
    const { deploy } = await halfDeployed();
    await deploy.kill("SIGKILL");
    await deploy;
    expect(Object.keys(await containers(two)).length).toBeGreaterThan(0);
    const again = await cdktf(["deploy", two, "--auto-approve"], { ...fixtureLabs, UNDERLAY_PROBES: "off" });
    expect(again.exitCode, again.stdout).toBe(0);
    const third = await cdktf(["deploy", two, "--auto-approve"], { ...fixtureLabs, UNDERLAY_PROBES: "off" });
    expect(third.stdout).toContain("no changes are needed");
    expect((await cdktf(["destroy", two, "--auto-approve"], fixtureLabs)).exitCode).toBe(0);
    await expectGone(two, []);
  });

  it("by kill -9 can be destroyed by name alone", async () => {
    const { deploy } = await halfDeployed();
    await deploy.kill("SIGKILL");
    await deploy;
    expect((await underlay(["destroy", two], fixtureLabs)).exitCode).toBe(0);
    await expectGone(two, []);
    expect(stateOf(two)).toEqual([]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("by %s can be destroyed", async (signal) => {
    const { deploy } = await halfDeployed();
    await deploy.kill(signal);
    expect((await deploy).exitCode).not.toBe(0);
    const destroy = await underlay(["destroy", two], fixtureLabs);
    expect(destroy.exitCode, destroy.stderr).toBe(0);
    await expectGone(two, []);
  });
});

describe("a lab", () => {
  it("is not deployed twice at once, and never meets another instance of itself: each has names and addresses of its own", async () => {
    const first = underlay(["deploy", two, `${two}-1`, "--no-probes"], fixtureLabs).run();
    // At its beginning: the second takes a moment to start, and the first does not wait for it.
    await until("the first deploy is at work", 60, () => isLocked(labLock(two)));
    const second = await underlay(["deploy", two, "--no-probes"], fixtureLabs);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toMatch(
      /error: deploy of lab-e2e-two cannot begin now: deploy of lab-e2e-two \(process \d+\) is at work\. Wait until that has ended\./,
    );
    const ended = await first;
    expect(ended.exitCode, ended.stderr).toBe(0);
    const addresses = async (lab: string) =>
      (await inLab(lab, "host1", ["ip", "-4", "-brief", "address"])).stdout;
    expect(await addresses(two)).toContain("100.124.0.1/26");
    expect(await addresses(`${two}-1`)).toContain("100.124.4.1/26");
    const neighbour = await inLab(two, "neighbour", ["ip", "-4", "-brief", "address", "show", "eth0"]);
    expect(neighbour.stdout).toContain("10.244.1.3/24");
    // Both have a 10.244.2.2: each reaches its own, and nothing has a way to the other's segment.
    const way = await inLab(two, "host1", ["ip", "route", "get", "100.124.4.1"]);
    expect(way.exitCode).not.toBe(0);
    expect(way.stderr).toContain("Network is unreachable");
  });

  it("whose flanneld never gets a lease fails in time and says which gate, where, and the log", async () => {
    const deploy = await underlay(["deploy", "lab-e2e-lease", "--no-probes"], fixtureLabs);
    expect(deploy.exitCode).toBe(1);
    const said = plain(deploy.stderr);
    expect(said).toContain("[lab-e2e-lease/host1] The machine is not ready after 25 s: ");
    expect(said).toContain(
      "gate cni fails on host1: flanneld has no lease yet: /run/flannel/subnet.env is missing",
    );
    expect(said).toContain("the end of /var/log/underlay/flanneld/current");
    expect(said).toContain("no-such-backend");
    // It stays to be looked into.
    expect(Object.keys(await containers("lab-e2e-lease"))).toContain("host1");
  });

  it("loses a host in the middle of a probe: those samples fail with a reason, the others are kept", async () => {
    await underlay(["deploy", two, "--no-probes"], fixtureLabs);
    const probing = underlay(["probe", two, "--json"], fixtureLabs).run();
    await until("the first sample is there", 60, async () => firstSampleDone());
    await docker(`kill ${two}-host2`);
    const { stdout, exitCode } = await probing;
    expect(exitCode).toBe(1);
    const record = runRecord.parse(JSON.parse(stdout));
    const [iperf] = record.probes;
    expect(record.status).toBe("failed");
    if (iperf?.kind !== "iperf") throw new Error("the lab's probe is an iperf");
    expect(iperf.samples).toHaveLength(4);
    expect(iperf.samples[0]?.status).toBe("ok");
    expect(iperf.samples.at(-1)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/is not running/),
    });
    expect(iperf.summary[0]?.bitsPerSecond.failed).toBeGreaterThan(0);
  });
});

/** True once the first sample's raw file lies in a run that is under way. */
function firstSampleDone(): boolean {
  const folder = join(resultsDir, two);
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((run) => existsSync(join(folder, run, "raw/iperf-1-1.json")));
}
