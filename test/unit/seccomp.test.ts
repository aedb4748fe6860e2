import { describe, expect, it } from "vitest";
import moby from "../../lib/model/seccomp/moby-0.3.0.json" with { type: "json" };
import { joiningProfile, outerProfile, seccompProfile } from "../../lib/model/seccomp/profile.ts";

interface Rule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly includes?: { readonly caps?: readonly string[] };
}

const profile = (version: 1 | 2): { syscalls: Rule[] } => JSON.parse(seccompProfile(version));

/** What a container host may call: rules for capabilities that it has not are left out by Docker. */
function allowed(version: 1 | 2): Set<string> {
  const has = ["CAP_SYS_ADMIN", "CAP_SYS_CHROOT"];
  const rules = profile(version).syscalls.filter(
    ({ action, includes }) =>
      action === "SCMP_ACT_ALLOW" && (includes?.caps ?? []).every((capability) => has.includes(capability)),
  );
  return new Set(rules.flatMap(({ names }) => names));
}

describe("the system calls of a container host", () => {
  it("are those that its engine makes namespaces and mounts with", () => {
    const calls = [
      "clone",
      "clone3",
      "mount",
      "umount2",
      "setns",
      "unshare",
      "pivot_root",
      "chroot",
      "seccomp",
    ];
    for (const call of calls) expect(allowed(1)).toContain(call);
  });

  it.each([
    ...["add_key", "keyctl", "request_key", "userfaultfd", "io_uring_setup", "io_uring_enter"],
    ...["fsopen", "fsconfig", "fsmount", "fspick", "open_tree", "move_mount", "mount_setattr"],
  ])("lack %s, as on a kernel without it", (call) => {
    for (const version of [1, 2] as const) {
      expect(allowed(version)).not.toContain(call);
      const rule = profile(version).syscalls.find(
        ({ names, errnoRet }) => names.includes(call) && errnoRet === 38,
      );
      expect(rule?.action).toBe("SCMP_ACT_ERRNO");
    }
  });

  it.each(["perf_event_open", "syslog", "quotactl", "fanotify_init", "lookup_dcookie", "setdomainname"])(
    "are without %s, which Docker allows to a CAP_SYS_ADMIN",
    (call) => expect(allowed(1)).not.toContain(call),
  );

  it("have bpf only where runc confines devices by it: with cgroup v2", () => {
    expect(allowed(1)).not.toContain("bpf");
    expect(allowed(2)).toContain("bpf");
  });

  it("are refused by one rule or allowed by others, never both", () => {
    for (const version of [1, 2] as const) {
      const refused = profile(version).syscalls.filter(
        ({ errnoRet, includes }) => errnoRet === 38 && !includes,
      );
      for (const name of refused.at(-1)?.names ?? []) expect(allowed(version)).not.toContain(name);
    }
  });

  it("are otherwise Docker's own, in text that is no template of Terraform", () => {
    expect(profile(1).syscalls.slice(0, 2)).toEqual(moby.syscalls.slice(0, 2));
    expect(profile(1).syscalls).toHaveLength(moby.syscalls.length + 1);
    expect(seccompProfile(1)).not.toMatch(/[$%]\{|\n/);
  });
});

describe("the outer of a host with a user namespace", () => {
  const outer: { syscalls: Rule[] } = JSON.parse(outerProfile());

  it("has the calls that make idmapped mounts besides, which it takes from the host again", () => {
    const calls = new Set(
      outer.syscalls.filter(({ action }) => action === "SCMP_ACT_ALLOW").flatMap(({ names }) => names),
    );
    for (const call of ["open_tree", "move_mount", "mount_setattr"]) expect(calls).toContain(call);
  });

  it("lacks all others that a container host lacks, and bpf with every version of control groups", () => {
    const absent = outer.syscalls.at(-1)?.names;
    for (const call of ["fsopen", "keyctl", "io_uring_setup", "userfaultfd", "bpf"])
      expect(absent).toContain(call);
  });
});

it.each([
  ["a container host", seccompProfile(1)],
  ["an outer", outerProfile()],
  ["a capture", joiningProfile()],
])("%s makes calls of its machine's own kind only: no 32-bit or x32 ones", (_, profile) => {
  const { archMap } = JSON.parse(profile);
  expect(archMap).toContainEqual({ architecture: "SCMP_ARCH_X86_64", subArchitectures: [] });
  expect(archMap).toHaveLength(moby.archMap.length);
  for (const { subArchitectures } of archMap) expect(subArchitectures).toEqual([]);
});

it("a capture without rights may join a namespace, and is otherwise under Docker's own profile", () => {
  const { syscalls }: { syscalls: Rule[] } = JSON.parse(joiningProfile());
  expect(syscalls.slice(0, -1)).toEqual(moby.syscalls);
  expect(syscalls.at(-1)).toEqual({ names: ["setns"], action: "SCMP_ACT_ALLOW" });
});
