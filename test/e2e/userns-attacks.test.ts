import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { useLab } from "./lab.ts";
import { engine, fixtureLabs, installation, lines, words } from "./support.ts";

const name = "lab-e2e-attacks";
const lab = useLab(name, fixtureLabs);
const sh = (machine: string, script: string): Promise<string> => lab.out(machine, "sh", "-c", script);

/** A line of attacks.pl each: what was tried, and DONE or the error. */
async function attack(machine: string, ...within: string[]): Promise<Record<string, string>> {
  const input = readFileSync(new URL("attacks.pl", import.meta.url));
  const args = Engine.inside(`${name}-${machine}`, [...within, "perl", "-"], undefined, "pipe");
  const told = lines(await engine.run(args, { input })).map((line) => line.split("\t"));
  return Object.fromEntries(told);
}

const starting = (found: Record<string, string>, what: string): Record<string, string> =>
  Object.fromEntries(Object.entries(found).filter(([tried]) => tried.startsWith(what)));

let found: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  const machines = ["confined", "router", "bare"];
  const all = await Promise.all(machines.map(async (machine) => [machine, await attack(machine)] as const));
  const nested = await attack(
    "confined",
    ...words("unshare --user --map-root-user --mount --pid --net --ipc --fork"),
  );
  found = { ...Object.fromEntries(all), nested };
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

/** A control group mounted anew is a way to one's own limits: with version 1 for the machine's own root, with 2 for nobody (nsdelegate). */
const groups: typeof refused =
  installation.controlGroups.version === 1
    ? [
        ["group memory", "EACCES", true],
        ["group devices.allow", "EACCES", true],
        ["group freezer.state", "EACCES", true],
        ["group pids.max", "EACCES", true],
        ["group release_agent", "ENOENT", false],
      ]
    : [
        ["group memory.max", "EACCES", false],
        ["group pids.max", "EACCES", false],
        ["group cgroup.freeze", "EACCES", false],
      ];

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

  it("is refused the same in a namespace of its own within", () => {
    const done = [...refused, ...groups].flatMap(([what]) =>
      Object.entries(starting(found.nested ?? {}, what)).filter(([, error]) => error === "DONE"),
    );
    expect(done).toEqual([]);
    expect(Object.keys(found.nested ?? {}).length).toBeGreaterThan(30);
  });

  it("makes programs that set the user ID, to its own root alone", async () => {
    const script = `cp /usr/bin/perl /root/raised && chmod 4755 /root/raised && chmod 711 /root
      setpriv --reuid 1000 --regid 1000 --clear-groups /root/raised -e 'print "$>\\n"; $! = 0; mkdir "/tmp/of-root";
        print open(my $core, ">>", "/proc/sys/kernel/core_pattern") ? "open" : "refused", "\\n"'
      cat /proc/self/uid_map; rm /root/raised; chmod 700 /root`;
    const [user, core, map] = lines(await sh("confined", script));
    expect([user, core]).toEqual(["0", "refused"]);
    // Its root is somebody else outside.
    expect(map).toMatch(/^ *0 +[1-9]\d{6,} /);
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
});
