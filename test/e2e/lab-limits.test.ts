import { describe, expect, it } from "vitest";
import { lostDuring, useLabs } from "./lab.ts";
import { docker, fixtureLabs, inLab, underlay, until, words } from "./support.ts";

const name = "lab-e2e-greedy";
const [greedy, bystander] = useLabs([name, "lab-e2e-two-2"], fixtureLabs);

const run = (...command: string[]) => inLab(name, "host1", command);

/** Pings of the other lab, between its hosts, while something happens in this one: nothing of them may be lost. */
const lost = (seconds: number, happens: () => Promise<unknown>) =>
  lostDuring(bystander, "client", "10.244.2.2", seconds, happens);

const limit = async (field: string) =>
  Number(await docker(`inspect --format {{.HostConfig.${field}}} ${name}-host1`));

const isReady = () =>
  until("the lab is ready", 90, async () => (await underlay(["inspect", name], fixtureLabs)).exitCode === 0);

/** Forks in every process that there is, for some seconds; then all end. */
const bomb = "my $end = time + $ARGV[0]; while (time < $end) { fork }";

/** Takes memory until it is refused or ended, and never more than 4 GiB. */
const hoard = 'my @all; for (1 .. 64) { push @all, "x" x (64 << 20) }';

describe("a host that takes whatever it can get", () => {
  it("has the limits that the lab gives it", async () => {
    expect([await limit("Memory"), await limit("PidsLimit")]).toEqual([384 * 2 ** 20, 500]);
    expect((await limit("CpuQuota")) / (await limit("CpuPeriod"))).toBe(1);
  });

  it("leaves another lab's pings alone while it forks without end", async () => {
    let most = 0;
    const missing = await lost(20, async () => {
      const bombing = run("perl", "-e", bomb, "15");
      await until("it is full of processes", 15, async () => {
        most = Math.max(most, Number(await docker(`stats --no-stream --format {{.PIDs}} ${name}-host1`)));
        return most > 450;
      });
      await bombing;
    });
    expect(missing).toEqual([]);
    expect(most).toBeLessThanOrEqual(500);
    await isReady();
  });

  it("leaves another lab's pings alone while it takes all the memory it may have", async () => {
    let ended = 0;
    const missing = await lost(10, async () => {
      for (let turn = 0; turn < 3; turn += 1)
        ended += (await run("perl", "-e", hoard)).exitCode === 0 ? 0 : 1;
    });
    expect([missing, ended]).toEqual([[], 3]);
    await isReady();
  });

  it("leaves another lab's pings alone while it writes: file systems in memory end at their limit, its disk at the machine's", async () => {
    const said: string[] = [];
    const missing = await lost(10, async () => {
      said.push((await run(...words("dd if=/dev/zero of=/dev/shm/full bs=1M"))).stderr);
      // Few storage drivers limit a disk (docs/security.md): so much and no more is written here.
      said.push((await run(...words("dd if=/dev/zero of=/root/much bs=1M count=300 conv=fsync"))).stderr);
    });
    await run("rm", "--force", "/dev/shm/full", "/root/much");
    expect(missing).toEqual([]);
    expect(said[0]).toContain("No space left on device");
    expect(said[1]).toContain("300+0 records out");
    await isReady();
  });

  it("is the same host afterwards: its container was not begun anew", async () => {
    expect(await docker(`inspect --format {{.RestartCount}} ${name}-host1`)).toBe("0\n");
    expect(await greedy.out("idle", "hostname")).not.toBe("");
  });
});
