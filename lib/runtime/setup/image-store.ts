import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stateDir } from "../project.ts";
import { docker } from "./command.ts";
import { hashOf } from "./inputs.ts";
import { type SetupContext, SetupError } from "./part.ts";

/**
 * A host's /var/lib/docker with the workload image already in it. Docker fills a new volume with what the image
 * holds at that path, so no host ever loads the image. Only a running dockerd can write such a store, and a build
 * cannot run one, so a short-lived container does.
 */
export const storePath = (hostBase: string, workload: string): string =>
  join(stateDir, "build", `store-${hashOf([], [hostBase, workload])}.tar`);

const part = "host-image";
const name = "underlay-store";

/** What the engine keeps of itself rather than of images: every host makes its own. */
const own = [
  "buildkit",
  "containerd",
  "containers",
  "engine-id",
  "network",
  "plugins",
  "runtimes",
  "swarm",
  "tmp",
  "trust",
  "volumes",
];

/** Settings that Docker mounts read-only, then a dockerd without any network. */
const start = `
mount -o remount,rw,bind /proc/sys
for group in /sys/fs/cgroup/*; do ! mountpoint -q $group || mount -o remount,rw,bind $group; done
exec dockerd --bridge=none --iptables=false --storage-driver=overlay2`;

export async function makeStore(context: SetupContext, hostBase: string, workload: string): Promise<void> {
  const run = (...args: string[]) => docker(context, part, args);
  await run("rm", "--force", "--volumes", name).catch(() => undefined);
  await run(
    ...["run", "--detach", "--name", name, "--label", "underlay.setup=store", "--network", "none"],
    ...["--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN"],
    ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
    ...["--tmpfs", "/run:exec", "--volume", "/var/lib/docker", "--entrypoint", "sh", hostBase, "-c", start],
  );
  try {
    await untilReady(run);
    mkdirSync(join(stateDir, "build"), { recursive: true });
    const saved = join(stateDir, "build", "workload.tar");
    await run("save", "--output", saved, workload);
    await run("cp", saved, `${name}:/workload.tar`);
    await run("exec", name, "docker", "load", "--input", "/workload.tar");
    await run("exec", name, "docker", "tag", workload, "underlay/workload:latest");
    await run("stop", "--time", "20", name);
    await pack(context, hostBase, storePath(hostBase, workload));
  } finally {
    await run("rm", "--force", "--volumes", name).catch(() => undefined);
  }
}

async function untilReady(run: (...args: string[]) => Promise<string>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await run("exec", name, "docker", "version").catch(() => undefined);
    if (answer !== undefined) return;
    await delay(200);
  }
  throw new SetupError(
    `The dockerd that fills the hosts' image store did not start:\n${await run("logs", "--tail", "10", name)}`,
    "Hosts need the same of the engine's kernel (namespaces, overlayfs, cgroups): see docs/troubleshooting.md.",
  );
}

/** Packs the stopped dockerd's volume from a container that only reads it: tar keeps owners and attributes. */
async function pack(context: SetupContext, hostBase: string, target: string): Promise<void> {
  const packer = `${name}-pack`;
  const run = (...args: string[]) => docker(context, part, args);
  await run("rm", "--force", packer).catch(() => undefined);
  const exclude = own.map((folder) => `--exclude=./${folder}`);
  const tar = [
    "tar",
    "--create",
    "--xattrs",
    "--file",
    "/store.tar",
    "--directory",
    "/var/lib/docker",
    ...exclude,
    ".",
  ];
  await run(
    "run",
    "--name",
    packer,
    "--network",
    "none",
    "--volumes-from",
    name,
    "--entrypoint",
    "",
    hostBase,
    ...tar,
  );
  await run("cp", `${packer}:/store.tar`, `${target}.new`);
  await run("rm", "--force", packer);
  renameSync(`${target}.new`, target);
}
