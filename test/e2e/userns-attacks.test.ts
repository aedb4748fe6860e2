import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { $ } from "zx";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { useLab } from "./lab.ts";
import {
  containers,
  docker,
  engine,
  fixtureLabs,
  installation,
  lines,
  underlay,
  until,
  words,
} from "./support.ts";

const name = "lab-e2e-attacks";
const lab = useLab(name, fixtureLabs);

/** A line of attacks.pl each: what was tried, and DONE or the error. */
async function attack(machine: string): Promise<Record<string, string>> {
  const input = readFileSync(new URL("attacks.pl", import.meta.url));
  const args = Engine.inside(`${name}-${machine}`, ["perl", "-"], undefined, "pipe");
  const told = lines(await engine.run(args, { input })).map((line) => line.split("\t"));
  return Object.fromEntries(told);
}

const starting = (found: Record<string, string>, what: string): Record<string, string> =>
  Object.fromEntries(Object.entries(found).filter(([tried]) => tried.startsWith(what)));

const sh = (machine: string, script: string): Promise<string> => lab.out(machine, "sh", "-c", script);

let found: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  const machines = ["confined", "router", "bare"];
  const all = await Promise.all(machines.map(async (machine) => [machine, await attack(machine)] as const));
  found = Object.fromEntries(all);
});

/** Refused to those whose root is nobody on the machine, by what is behind the arrow; done by the machine's own root. */
const refused: readonly (readonly [what: string, error: string, done: boolean])[] = [
  // Their owner is the machine's root.
  ["setting ", "EACCES", true],
  ["sysfs ", "EACCES", true],
  ["slabinfo", "EACCES", true],
  ["timer_list", "EACCES", true],
  // A user namespace has no such file systems and devices.
  ["mount debugfs", "EPERM", true],
  ["mount tracefs", "EPERM", true],
  ["mount securityfs", "EPERM", true],
  ["mount devtmpfs", "EPERM", true],
  ["mount hugetlbfs", "EPERM", true],
  ["mknod ", "EPERM", true],
  // The profile of system calls, of every container host.
  ["call keyctl", "ENOSYS", false],
  ["call bpf", "ENOSYS", false],
  ["call userfaultfd", "ENOSYS", false],
  ["call io_uring_setup", "ENOSYS", false],
  ["call fsopen", "ENOSYS", false],
  ["call perf_event_open", "EPERM", false],
  ["call syslog", "EPERM", false],
  ["vsock", "EPERM", false],
  // What the outer has of it for itself.
  ["call open_tree", "ENOSYS", false],
  ["call move_mount", "ENOSYS", false],
  ["call mount_setattr", "ENOSYS", false],
  // The kernel gives no namespace's parent to who is not in it.
  ["parent of ", "EPERM", false],
];

/** With version 1, a control group mounted anew is a way to one's own limits; with 2 the kernel guards them. */
const groups: typeof refused =
  installation.controlGroups.version === 1
    ? [
        ["group memory", "EACCES", true],
        ["group devices.allow", "EACCES", true],
        ["group freezer.state", "EACCES", true],
        ["group pids.max", "EACCES", true],
        ["group release_agent", "ENOENT", false],
      ]
    : [];

describe("root in a machine with a user namespace of its own", () => {
  it.each([...refused, ...groups])("is refused: %s (%s)", (what, error, isDone) => {
    for (const machine of ["confined", "router"]) {
      const own = starting(found[machine] ?? {}, what);
      expect([...new Set(Object.values(own))], JSON.stringify(own)).toEqual([error]);
    }
    // The control: the same, tried by a root that is the machine's.
    if (isDone) expect(Object.values(starting(found.bare ?? {}, what))).toContain("DONE");
  });

  it("has no descriptor that leads out, and sees no process of the outer", () => {
    expect(found.confined).toMatchObject({ descriptors: "none", "processes of the outer": "none" });
  });

  it("still has what the kernel lets every user namespace have: packets, nested namespaces", async () => {
    expect(found.confined).toMatchObject({ "packet socket": "DONE", "mount proc": "DONE" });
    expect(await sh("confined", "unshare --user --map-root-user id -u")).toBe("0\n");
  });

  it("gains nothing by a privileged container of its engine", async () => {
    const image = installation.images.workload.replace(/:.*/, ":latest");
    const run = (script: string) =>
      lab.out(
        "confined",
        ...words("docker run --rm --privileged --pid host -v /:/m --entrypoint sh"),
        ...[image, "-c", script],
      );
    const core = "(: >>/proc/sys/kernel/core_pattern) 2>/dev/null && echo open || echo refused";
    expect(await run(core)).toBe("refused\n");
    expect(await run("ls /dev /m/dev | grep -cE '^(vd|sd|nvme|mem|kmsg)' || :")).toBe("0\n");
  });

  it("cannot write the program that leads in, although it can have it run in its place", async () => {
    // By /proc/self/exe whoever calls underlay-health runs the outer's own program in the host, where it finds none to enter.
    await sh(
      "confined",
      "cd /usr/local/bin && mv underlay-health kept && ln -s /proc/self/exe underlay-health",
    );
    const script = `for (1..1000) { for my $exe (glob "/proc/[0-9]*/exe") {
        next unless (readlink($exe) // "") =~ m{outside/outer};
        print sysopen(my $file, $exe, 1) ? "open" : "refused: $!"; exit } select undef, undef, undef, 0.01 } print "not met"`;
    const [said] = await Promise.all([
      lab.out("confined", "perl", "-e", script),
      engine.start(Engine.program(`${name}-confined`, ["underlay-health"]), { limit: 20 }),
    ]);
    await sh("confined", "mv /usr/local/bin/kept /usr/local/bin/underlay-health");
    expect(said).toBe("refused: Permission denied");
  });

  it("has a terminal of its own: what it pushes into that is its own input", async () => {
    const args = ["--tty", `${name}-confined`, "underlay-exec", "--terminal", "sh", "-c"];
    const said = await engine.run(["exec", ...args, "tty; stat -c %t:%T:%m $(tty)"]);
    expect(said.replaceAll("\r", "")).toMatch(/^\/dev\/pts\/\d+\n88:[\da-f]+:\/dev\/pts\n$/);
  });
});

describe("a machine with a user namespace is otherwise as one without", () => {
  /** Both machines' answers, with what differs by address and by chance made equal. */
  const both = async (one: string, other: string, script: string) => {
    const equal = (text: string) =>
      lines(text.replaceAll(/veth[0-9a-f]{7}/g, "vethX").replaceAll(/@if\d+/g, "")).sort();
    return [equal(await sh(one, script)), equal(await sh(other, script))] as const;
  };

  it.each([
    ["confined", "bare"],
    ["router", "barerouter"],
  ])("in the settings of its network (%s, %s)", async (one, other) => {
    // What is counted, or drawn by lot, at each start; and what the kernel shows its first user namespace only.
    const chance = "random|stable_secret|nf_conntrack_(count|buckets)|_hash_secret|fib_multipath_hash_seed";
    const hidden = "net[.]core[.]xfrm_|net[.]ipv6[.]route[.]";
    const settings = `sysctl -a 2>/dev/null | grep '^net[.]' | grep -vE '${chance}|${hidden}'`;
    const all = "net.ipv4.ping_group_range = 0\t";
    const [own, plain] = await both(one, other, settings);
    expect(own.length).toBeGreaterThan(300);
    // To the last of its IDs.
    expect(own.map((line) => line.replace(`${all}65535`, `${all}2147483647`))).toEqual(plain);
  });

  it("in its interfaces and their MTU, the gates that it passes, and the limits of its processes", async () => {
    const links = `ip -o link | awk '{print $2, $5}'`;
    const gates = `underlay-ready | jq -r '.gates[] | .gate + " " + .state'`;
    for (const script of [links, gates, "ulimit -a", "umask; env | cut -d= -f1; pwd; id"]) {
      const [own, plain] = await both("confined", "bare", script);
      expect(own.length).toBeGreaterThan(0);
      expect(own).toEqual(plain);
    }
  });
});

describe("the engine's commands on a machine with a user namespace", () => {
  const confined = `${name}-confined`;

  it("plug a network in and out, which follows into the machine", async () => {
    const network = engine.nameOf("underlay-plugged");
    await engine.run(["network", "create", network]);
    try {
      const devices = async () => lines(await sh("confined", "ls /sys/class/net | grep ^eth")).length;
      for (let turn = 0; turn < 2; turn += 1) {
        await engine.run(["network", "connect", network, confined]);
        await until("its device is there", 5, async () => (await devices()) === 2);
        const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
        const address = (await engine.run(["inspect", "--format", format, confined])).trim();
        expect(await sh("confined", `underlay-device ${address}`)).toMatch(/^eth\d+\n$/);
        await engine.run(["network", "disconnect", network, confined]);
        await until("its device is gone", 5, async () => (await devices()) === 1);
      }
    } finally {
      await engine.start(["network", "rm", network]);
    }
  });

  it("let it know the names of its neighbours", async () => {
    const { routers } = await lab.spec();
    const onLeft = routers[0]?.interfaces.find(({ segment }) => segment === "left")?.address;
    expect(await sh("confined", `getent hosts ${name}-router`)).toMatch(new RegExp(`^${onLeft} `));
  });

  it("know its memory and processes", async () => {
    const format = "{{.MemPerc}} {{.PIDs}}";
    const [memory = "", processes] = words(
      (await engine.run(["stats", "--no-stream", "--format", format, confined])).trim(),
    );
    expect(Number.parseFloat(memory)).toBeGreaterThan(0.1);
    expect(Number(processes)).toBeGreaterThan(10);
  });

  it("open a terminal with job control", async () => {
    const opened = Engine.inside(confined, ["bash", "--norc"], undefined, "terminal").join(" ");
    const shell = $({
      env: engine.environment,
      quiet: true,
      nothrow: true,
    })`script -qec ${`docker ${opened}`} /dev/null`;
    // Ctrl-C and Ctrl-Z are for the machine's terminal.
    for (const keys of [
      "tty\n",
      "sleep 100\n",
      "\x03",
      "echo ended with $?\n",
      "sleep 50\n",
      "\x1a",
      "jobs; kill %1\n",
      "exit 5\n",
    ]) {
      shell.stdin.write(keys);
      await delay(700);
    }
    const { stdout, exitCode } = await shell;
    expect(stdout).toMatch(/^\/dev\/pts\/\d+\r$/m);
    expect(stdout).toContain("ended with 130");
    expect(stdout).toMatch(/Stopped +sleep 50/);
    expect(exitCode).toBe(5);
  });
});

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
