/**
 * Which system calls root in a container host or router may make: Docker's default profile (moby-0.3.0.json is the unchanged default.json of
 * the Go module github.com/moby/profiles/seccomp v0.3.0, Apache-2.0) with less of what that allows to a CAP_SYS_ADMIN.
 */
import moby from "./moby-0.3.0.json" with { type: "json" };

interface Rule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly includes?: { readonly caps?: readonly string[] };
}

/** With CAP_SYS_ADMIN a host makes the namespaces and mounts of its workloads, and no more. Routers have not got it. */
const administration = [
  ...["clone", "clone3", "mount", "pivot_root", "setns", "sethostname", "umount", "umount2", "unshare"],
];

/** Answered as by a kernel without them (ENOSYS): of another refusal runc would not make the best. */
const absent = [
  ...["add_key", "keyctl", "request_key", "userfaultfd"],
  ...["io_uring_enter", "io_uring_register", "io_uring_setup"],
  ...["fsconfig", "fsmount", "fsopen", "fspick", "mount_setattr", "move_mount", "open_tree"],
];
const ENOSYS = 38;

/** With these the outer of a host mounts files with the host's own IDs (idmapped mounts); it takes them from the host again by a filter of its own. */
const idmaps = ["mount_setattr", "move_mount", "open_tree"];

/** The profile as Docker reads it, in one line. A runc that confines devices by cgroup v2 does so by a BPF program. */
export const seccompProfile = (cgroupVersion: 1 | 2): string =>
  profile(cgroupVersion === 2 ? [...administration, "bpf"] : administration);

/**
 * That of a container whose host has a user namespace of its own. No `bpf` with either version: in such a namespace a runc has no devices to
 * confine, because it can make none.
 */
export const outerProfile = (): string => profile([...administration, ...idmaps]);

/** Docker's own for a container without rights, which may join a namespace that is its user's. */
export const joiningProfile = (): string =>
  text([...moby.syscalls, { names: ["setns"], action: "SCMP_ACT_ALLOW" }]);

function profile(allowed: readonly string[]): string {
  const rules = (moby.syscalls as readonly Rule[]).map((rule) =>
    isAdministration(rule) ? { ...rule, names: allowed } : rule,
  );
  const without = [...absent, "bpf"].filter((call) => !allowed.includes(call));
  return text([...rules, { names: without, action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS }]);
}

/**
 * What a machine runs is 64-bit. A call by another way into the kernel (32-bit, x32) ends who makes it, and the filter is one in place of three,
 * which runc compiles anew for each command in the machine: a quarter of the processor time of `docker exec`.
 */
const archMap = moby.archMap.map(({ architecture }) => ({ architecture, subArchitectures: [] }));

const text = (syscalls: readonly Rule[]): string => JSON.stringify({ ...moby, archMap, syscalls });

const isAdministration = ({ includes }: Rule): boolean => includes?.caps?.includes("CAP_SYS_ADMIN") ?? false;
