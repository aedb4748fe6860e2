import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useLab } from "./lab.ts";
import { containers, docker, engine, fixtureLabs, installation, underlay, until } from "./support.ts";

const name = "lab-e2e-attacks-3";
const lab = useLab(name, fixtureLabs);
const sh = (machine: string, script: string): Promise<string> => lab.out(machine, "sh", "-c", script);

describe("others on the machine", () => {
  const bait = engine.nameOf("underlay-bait");
  beforeAll(async () => {
    const args = ["run", "--detach", "--name", bait, "--network", "none", installation.images.probe];
    await engine.run([...args, "sleep", "600"]);
  });
  afterAll(() => engine.start(["rm", "--force", "--volumes", bait]));
  const lives = async () =>
    (await docker(`inspect --format {{.State.Running}}_{{.RestartCount}} ${bait}`)).trim();

  it("are not seen in control groups that are mounted anew", async () => {
    const id = (await docker(`inspect --format {{.Id}} ${bait}`)).trim();
    const script = `mkdir -p /tmp/anew; mount -t cgroup -o memory none /tmp/anew || mount -t cgroup2 none /tmp/anew
      find /tmp/anew -type d | grep -c ${id} || :; umount /tmp/anew`;
    expect(await sh("confined", script)).toBe("0\n");
  });

  it("have their own share of what the kernel counts for each user (inotify)", async () => {
    const open = `my @all; while ((my $fd = syscall((POSIX::uname())[4] eq "aarch64" ? 26 : 294, 0)) >= 0) { push @all, $fd }
      $| = 1; print scalar(@all), "\\n"; sleep $ARGV[0]`;
    const instances = (machine: string, seconds: number) =>
      lab.out(machine, "perl", "-MPOSIX", "-e", open, String(seconds));
    const [hoarder, router] = await Promise.all([
      instances("confined", 4),
      delay(1500).then(() => instances("router", 0)),
    ]);
    expect(Number(hoarder)).toBeGreaterThan(10);
    expect(Number(router)).toBeGreaterThan(10);
  });

  it("outlive it when it kills whatever it may, and it comes back itself", async () => {
    await sh("confined", "kill -9 -1; kill -9 1; :");
    expect(await lives()).toBe("true_0");
    await until(
      "the lab is ready",
      90,
      async () => (await underlay(["inspect", name], fixtureLabs)).exitCode === 0,
    );
  });

  it("outlive a tree that it has set up against its own start", async () => {
    const { confined = "" } = await containers(name);
    const outside = [
      "/bin/sh",
      "-c",
      "/usr/bin/sha256sum /usr/lib/underlay/outside/*; /usr/bin/stat -c %n:%Y:%h / /etc /usr/lib/underlay/*",
    ];
    const seen = () => engine.run(["exec", confined, ...outside]);
    const before = await seen();
    await sh(
      "confined",
      `umount -l /run /dev/shm; rm -rf /etc/underlay /etc/hosts
       ln -s /usr/lib/underlay/outside /etc/underlay; ln -s /usr/lib/underlay/outside/init /etc/hosts
       rmdir /run && ln -s /usr/lib/underlay/outside /run; :`,
    );
    await engine.run(["restart", confined], { limit: 60 });
    await until("its container runs or has ended", 20, async () => {
      const state = await docker(`inspect --format {{.State.Running}}_{{.RestartCount}} ${confined}`);
      return state.startsWith("true") || Number(state.split("_")[1]) > 0;
    });
    expect(await seen().catch(() => before)).toBe(before);
    expect(await lives()).toBe("true_0");
  });
});
