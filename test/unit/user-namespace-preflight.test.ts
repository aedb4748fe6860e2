import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { namespacesOf } from "../../lib/results/comparison/candidates.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { tryMachine } from "../../lib/runtime/engine/kernel-features.ts";
import { namespaceProblem, namespaceTrial } from "../../lib/runtime/labs/user-namespace.ts";
import { declaration, host, router } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";

let folder = "";
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-userns-"));
  programs = new Programs(folder);
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const labOf = (...userNamespaces: boolean[]) =>
  resolveLab(
    declaration({
      hosts: userNamespaces.map((userNamespace, index) => host(index + 1, `w${index}`, { userNamespace })),
    }),
  );

/** What is told of a lab on an engine on which the trial says this and ends with that status. */
async function lacking(lab: ReturnType<typeof labOf>, said: string, status = 64): Promise<string[]> {
  programs.make("docker", `echo kernel:veth; echo "${said}" >&2; exit ${status}`);
  const trial = await namespaceTrial(lab, assumedInstallation);
  if (!trial) return [];
  const engine = new Engine(assumedInstallation);
  const tried = await tryMachine(engine, ["kernel:veth", "kernel:bridge"], assumedInstallation, trial);
  expect(tried.lacking).toEqual(["kernel:veth"]);
  return tried.failure === null ? [] : [namespaceProblem(lab, tried.failure).message];
}

it("is tried with the kernel's features, as a host would have it: its rights, profile and files", async () => {
  expect(await lacking(labOf(true, true), "", 0)).toEqual([]);
  const call = programs.calls("docker").join(" ");
  expect(call).toMatch(
    /^run .*--network none --cap-drop ALL .*--cgroupns private .*--cap-add CAP_SYS_ADMIN /,
  );
  expect(call).toContain("--volume underlay-rootfs-not-built:/rootfs:ro --volume /state ");
  expect(call).toMatch(/ exec "\$@" sh \/usr\/lib\/underlay\/outside\/init \d+ --try$/);
});

it("is not tried for a lab without", async () => {
  expect(await lacking(labOf(false), "", 64)).toEqual([]);
  expect(programs.calls("docker")).toEqual([]);
});

it.each([
  ["init: clone the mount of /rootfs/tree: No such file or directory", /npx underlay setup/],
  ["init: make the host's namespaces: No space left on device", /user\.max_user_namespaces/],
  ["init: make the host's namespaces: Operation not permitted", /apparmor_restrict_unprivileged_userns/],
  ["init: give /rootfs/tree the host's IDs (idmapped mount): Invalid argument", /ext4, xfs, btrfs/],
  ["init: mount the host's files (overlay): Operation not permitted", /Linux 5\.19/],
  ["init: something else: Invalid argument", /Linux 5\.19/],
])("what is lacking is named, with what mends it: %s", async (said, fix) => {
  const [message = "", ...others] = await lacking(labOf(true, true, false), said);
  expect(others).toEqual([]);
  expect(message).toContain(`cannot give host1 and 1 more machine a user namespace (${said})`);
  expect(message).toMatch(fix);
  expect(message).toMatch(/--no-user-namespace.*--host-kind vm/);
});

it("which machines have one is part of what figures depend on", () => {
  expect(namespacesOf(labOf(true, true))).toBe("all");
  expect(namespacesOf(labOf(true, false))).toBe("some");
  expect(namespacesOf(labOf(false))).toBe("none");
  const guests = labOf(true).hosts.map((guest) => ({ ...guest, kind: "vm" as const, firstId: null }));
  const routers = [
    { ...resolveLab(declaration({ routers: [router(1, "underlay")] })).routers[0], firstId: 1 << 20 },
  ];
  expect(namespacesOf({ ...labOf(true), hosts: guests, routers: routers as LabSpec["routers"] })).toBe(
    "none",
  );
});
