import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { projectDir, stateDir } from "../project.ts";
import { docker } from "./command.ts";
import { hashOf } from "./inputs.ts";
import type { SetupContext } from "./part.ts";

/**
 * A host's /var/lib/docker with the workload image already in it. Docker fills a new volume with what the image
 * holds at that path, so no host ever loads the image. Only a running dockerd can write such a store, and a build
 * cannot run one, so a short-lived container does.
 */
export const storePath = (hostBase: string, workload: string): string =>
  join(stateDir, "build", `store-${hashOf([], [hostBase, workload])}.tar`);

const part = "host-image";

/**
 * Loads /workload.tar into a store of the container's own and packs it. $1 is the image's reference, which gets the
 * tag "latest" as well. Only images and their layers are packed: keys, networks and caches are each host's own.
 */
const fill = `set -eu
for mount in /proc/sys /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw,bind "$mount" 2>/dev/null || true; done
dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2 >/run/dockerd.log 2>&1 &
daemon=$!
tries=0
until docker version >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$daemon" 2>/dev/null; then
    echo "The dockerd that fills the hosts' image store did not start:" >&2
    tail -n 20 /run/dockerd.log >&2
    exit 1
  fi
  sleep 0.2
done
docker load --input /workload.tar
docker tag "$1" "\${1%:*}:latest"
kill "$daemon"
wait "$daemon" || true
tar -C /var/lib/docker --xattrs --xattrs-include='*' --numeric-owner \\
  --exclude=overlay2/backingFsBlockDev -cf /store.tar image overlay2`;

/** Marks the container as this project's: its set-up holds a lock, so one that is there was left by a killed set-up. */
export const storeLabel = `underlay.setup=${hashOf([], [projectDir])}`;

/** Removes the containers of set-ups that were killed while they filled a store. */
export async function removeLeftStores(context: SetupContext): Promise<void> {
  const left = await docker(context, part, ["ps", "--all", "--quiet", "--filter", `label=${storeLabel}`]);
  for (const container of left.split("\n").filter((id) => id !== ""))
    await docker(context, part, ["rm", "--force", "--volumes", container]);
}

export async function makeStore(context: SetupContext, hostBase: string, workload: string): Promise<void> {
  const run = (...args: string[]) => docker(context, part, args);
  const build = join(stateDir, "build");
  const [saved, target] = [join(build, "workload.tar"), storePath(hostBase, workload)];
  mkdirSync(build, { recursive: true });
  await run("save", "--output", saved, workload);
  const container = (
    await run(
      ...["create", "--label", storeLabel, "--network", "none"],
      ...["--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN"],
      ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
      ...["--tmpfs", "/run:exec", "--volume", "/var/lib/docker", "--entrypoint", "sh"],
      ...[hostBase, "-c", fill, "sh", workload],
    )
  ).trim();
  try {
    await run("cp", saved, `${container}:/workload.tar`);
    await run("start", "--attach", container);
    await run("cp", `${container}:/store.tar`, `${target}.new`);
    renameSync(`${target}.new`, target);
  } finally {
    await run("rm", "--force", "--volumes", container).catch(() => undefined);
  }
}
