import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { contextOf } from "../../lib/constructs/context.ts";
import { dind } from "../../lib/constructs/dind-host.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import { synthesize } from "../../lib/constructs/synthesize.ts";
import { vm } from "../../lib/constructs/vm-host.ts";
import { assumedInstallation, type Installation } from "../../lib/model/installation.ts";
import { outerProfile, seccompProfile } from "../../lib/model/seccomp/profile.ts";

type Container = Readonly<Record<string, unknown>>;
type ControlGroups = Installation["controlGroups"];

/** The containers of a lab with a machine of each kind. */
function machines(
  controlGroups: ControlGroups = { version: 1, swap: true },
  userNamespace = false,
): Record<string, Container> {
  const outdir = mkdtempSync(join(tmpdir(), "underlay-rights-"));
  try {
    const installation = { ...assumedInstallation, controlGroups };
    const app = new App({
      outdir,
      context: contextOf({ installation, projectDir: "../../..", userNamespace }),
    });
    const lab = new Lab(app, "lab-a", { about: "every kind", slot: 5 });
    const [left, right] = [lab.segment("left"), lab.segment("right")];
    lab.host("plain", { on: left }).workload("client");
    lab.host("sized", { on: left, kind: dind({ memory: 4096, pids: 9000 }) });
    lab.host("bare", { on: left, kind: dind({ userNamespace: false }) });
    lab.host("guest", { on: right, kind: vm() }).workload("server");
    lab.router("router", { on: [left, right] });
    new Flannel(lab, "flannel", { backend: vxlan() });
    synthesize(app, installation, "../../..");
    return JSON.parse(readFileSync(join(outdir, "stacks/lab-a/cdk.tf.json"), "utf8")).resource
      .docker_container;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

describe("a container host without a user namespace", () => {
  it("has the capabilities that its engine needs and a profile of system calls of its own", () => {
    expect(machines().plain).toMatchObject({
      capabilities: { add: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"] },
      security_opts: [`seccomp=${seccompProfile(1)}`, "apparmor=unconfined"],
    });
    expect(machines({ version: 2, swap: true }).plain?.security_opts).toContain(
      `seccomp=${seccompProfile(2)}`,
    );
  });

  it("has as much memory as the lab gives it, and no swap beyond that", () => {
    expect(machines().plain).toMatchObject({ memory: 2048, memory_swap: 2048 });
    expect(machines().sized).toMatchObject({ memory: 4096, memory_swap: 4096 });
  });

  it("asks for no limit of swap on an engine that has none, whose answer would differ at every apply", () => {
    expect(machines({ version: 1, swap: false }).plain).toMatchObject({ memory: 2048, memory_swap: -1 });
  });
});

describe("a router without a user namespace", () => {
  it("may not mount, and keeps Docker's own profile of AppArmor", () => {
    const { router } = machines();
    expect(router?.capabilities).toEqual({
      add: ["CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_NET_BIND_SERVICE", "CAP_SETUID", "CAP_SETGID"],
      drop: ["ALL"],
    });
    expect(router?.security_opts).toEqual([`seccomp=${seccompProfile(1)}`]);
  });

  it("comes with its kernel settings, which it cannot write", () => {
    expect(machines().router?.sysctls).toEqual({
      "net.ipv4.ip_forward": "1",
      "net.ipv4.fib_multipath_hash_policy": "1",
      "net.ipv4.conf.all.rp_filter": "0",
    });
  });

  it("has little memory, which is plenty", () => {
    expect(machines().router).toMatchObject({ memory: 256, memory_swap: 256 });
  });
});

describe("a machine with a user namespace", () => {
  const inNamespaces = () => machines({ version: 1, swap: true }, true);

  it("is one that its own file does not make without", () => {
    const outer = Object.entries(inNamespaces()).filter(([, { entrypoint }]) =>
      String(entrypoint).startsWith("/usr/lib/underlay/outside/init,"),
    );
    expect(outer.map(([name]) => name).sort()).toEqual(["plain", "router", "sized"]);
  });

  it("has IDs that no other machine has", () => {
    const { plain, sized, router } = inNamespaces();
    const ids = [plain, sized, router].map((machine) => String(machine?.entrypoint).split(",")[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it.each(["plain", "router"])("offers nothing in its container but the ways in (%s)", (name) => {
    expect(inNamespaces()[name]).toMatchObject({
      env: ["PATH=/usr/lib/underlay/outside"],
      security_opts: [`seccomp=${outerProfile()}`, "apparmor=unconfined"],
      capabilities: { drop: ["ALL"] },
    });
  });

  it("shares the image's files with others, and can change none of them there", () => {
    expect(inNamespaces().plain?.volumes).toEqual([
      { container_path: "/rootfs", read_only: true, volume_name: "underlay-rootfs-not-built" },
      { container_path: "/state" },
      { container_path: "/var/lib/docker" },
    ]);
  });

  it("is made with the same files as one without, for the outer to hand on", () => {
    const paths = (machine: Container | undefined) =>
      ((machine?.upload ?? []) as { file: string }[]).map(({ file }) => file);
    expect(paths(inNamespaces().plain)).toEqual(paths(machines().plain).map((path) => `/guest${path}`));
  });
});

describe("a VM host", () => {
  it("keeps Docker's own profiles; its memory is the guest's, and its rights are for what is around QEMU", () => {
    const { guest } = machines();
    const names = ["NET_ADMIN", "CHOWN", "DAC_OVERRIDE", "SETUID", "SETGID", "SETPCAP", "KILL"];
    expect(guest?.capabilities).toEqual({ add: names.map((name) => `CAP_${name}`), drop: ["ALL"] });
    for (const name of ["security_opts", "memory", "memory_swap", "sysctls"])
      expect(Object.keys(guest ?? {})).not.toContain(name);
  });
});

it("every machine sees its own control groups only, and is not privileged", () => {
  for (const machine of Object.values(machines())) {
    expect(machine.cgroupns_mode).toBe("private");
    expect(Object.keys(machine)).not.toContain("privileged");
  }
});
