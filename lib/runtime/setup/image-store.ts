import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { projectDir, stateDir } from "../project.ts";
import { docker } from "./command.ts";
import { hashOf } from "./inputs.ts";
import type { SetupContext } from "./part.ts";

/** The program of the container that fills the store; it is mounted, because the image does not have it. */
const fillScript = "images/host/fill-store.sh";

/**
 * A host's /var/lib/docker with the workload image already in it. Docker fills a new volume with what the image
 * holds at that path, so no host ever loads the image. Only a running dockerd can write such a store, and a build
 * cannot run one, so a short-lived container does.
 */
export const storePath = (hostBase: string, workload: string): string =>
  join(stateDir, "build", `store-${hashOf([fillScript], [hostBase, workload])}.tar`);

const part = "host-image";

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
      ...[hostBase, "-c", readFileSync(join(projectDir, fillScript), "utf8"), "sh", workload],
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
