import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Engine } from "../engine.ts";
import { projectDir, stateDir } from "../project.ts";
import { command } from "./command.ts";
import { hashOf } from "./inputs.ts";
import { type Part, type SetupContext, versionOf } from "./part.ts";

const folder = join(stateDir, "store");
const recipe = "images/store/make.sh";

/** Where the store of these inputs is: the hash is in the name. */
function path(context: SetupContext): string {
  return join(folder, `${hashOf([recipe], inputs.map((part) => versionOf(context, part)))}.tar`);
}

const inputs = ["host-base", "workload"];

/**
 * The image store (/var/lib/docker) that every host starts with: it holds the workload image, so that no host has
 * to load it. A build cannot run a dockerd; a container of the host's packages can.
 */
export const imageStore: Part = {
  name: "image-store",
  needs: ["engine", ...inputs],
  check: async (context) =>
    existsSync(path(context)) ? { state: "found", version: path(context) } : undefined,
  make: async (context) => {
    const target = path(context);
    mkdirSync(folder, { recursive: true });
    const image = join(folder, "workload.tar");
    const env = { DOCKER_HOST: context.engineHost };
    await command("image-store", ["docker", "save", "--output", image, versionOf(context, "workload")], { env });
    try {
      await removeContainer(context);
      const args = ["docker", "run", ...options, versionOf(context, "host-base"), ...script(context)];
      await command("image-store", args, { env, inputFile: image, outputFile: `${target}.new` });
    } finally {
      await removeContainer(context);
    }
    renameSync(`${target}.new`, target);
    for (const name of readdirSync(folder)) if (join(folder, name) !== target) rmSync(join(folder, name));
    return { state: "built", version: target };
  },
};

/** One name for each project folder: a killed set-up's container is found again, another project's is left alone. */
const container = `underlay-setup-store-${hashOf([], [projectDir])}`;

const options = [
  ...["--interactive", "--rm", "--name", container, "--network", "none"],
  // What a dockerd inside needs, and the image's loading: less than --privileged, which some machines refuse.
  ...["--cap-add", "NET_ADMIN", "--cap-add", "SYS_ADMIN"],
  ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
  // overlay2 cannot lie on overlay2: a volume is on the machine's own file system.
  ...["--tmpfs", "/run:exec", "--volume", "/var/lib/docker", "--entrypoint", "sh"],
];

/** The recipe goes in as an argument: the engine may be on another machine, where this folder is not. */
const script = (context: SetupContext) => [
  "-c",
  readFileSync(join(projectDir, recipe), "utf8"),
  "make.sh",
  versionOf(context, "workload"),
];

async function removeContainer(context: SetupContext): Promise<void> {
  await new Engine(context).start(["rm", "--force", "--volumes", container]);
}
