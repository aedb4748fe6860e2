import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { projectDir, stateDir } from "../project.ts";
import { builtPath, flanneld } from "./binaries.ts";
import { command } from "./command.ts";
import { makeStore, storePath } from "./image-store.ts";
import { hashOf } from "./inputs.ts";
import { type Part, type SetupContext, SetupError, versionOf } from "./part.ts";
import { registryBase } from "./registries.ts";
import { aptInstall, has } from "./system.ts";

/** Debian's release that everything inside a lab is made of. */
const release = "bookworm";

/** Bytes that the images and their making take. */
const room = 3e9;

/** The base of all images: the registry's, or one of the same release made from Debian's packages. */
const base: Part = {
  name: "base-image",
  needs: ["engine"],
  check: async (context) => {
    if (context.registries.remembered("images") === true)
      return (await present(context, registryBase)) ? { state: "skipped", version: registryBase } : undefined;
    const image = `underlay/base:${hashOf([], ["minbase", release])}`;
    return (await present(context, image)) ? { state: "found", version: image } : undefined;
  },
  make: async (context) => {
    requireRoom();
    if (await context.registries.images(context.engineHost))
      return { state: "skipped", version: registryBase };
    const image = `underlay/base:${hashOf([], ["minbase", release])}`;
    if (!(await has("mmdebstrap")))
      await aptInstall(
        "base-image",
        ["mmdebstrap", "debian-archive-keyring"],
        "No registry answers, so the base image is made from Debian's packages",
      );
    const tar = join(stateDir, "build", "base.tar");
    mkdirSync(join(stateDir, "build"), { recursive: true });
    await command("base-image", [
      "mmdebstrap",
      "--variant=minbase",
      "--include=ca-certificates",
      release,
      tar,
    ]);
    await docker(context, "base-image", ["import", tar, image]);
    rmSync(tar);
    return { state: "built", version: image };
  },
};

interface Recipe {
  readonly name: string;
  readonly needs: readonly string[];
  /** Folder below images/ with the Dockerfile. */
  readonly folder: string;
  /** The part whose image is the build's BASE. */
  readonly base: string;
  /** Parts and files of the project, besides the folder, that the image is made of. */
  readonly from?: readonly string[];
  readonly files?: readonly string[];
  /** Adds made files to the build's folder. */
  readonly prepare?: (context: SetupContext, folder: string) => Promise<void>;
}

function image(recipe: Recipe): Part {
  const { name, folder } = recipe;
  const reference = (context: SetupContext): string => {
    const parts = [recipe.base, ...(recipe.from ?? [])].map((part) => versionOf(context, part));
    return `underlay/${folder}:${hashOf([`images/${folder}`, ...(recipe.files ?? [])], parts)}`;
  };
  return {
    name,
    needs: ["engine", recipe.base, ...recipe.needs],
    check: async (context) => {
      const version = reference(context);
      return (await present(context, version)) ? { state: "found", version } : undefined;
    },
    make: async (context) => {
      requireRoom();
      const version = reference(context);
      const build = join(stateDir, "build", folder);
      rmSync(build, { recursive: true, force: true });
      cpSync(join(projectDir, "images", folder), build, { recursive: true });
      await recipe.prepare?.(context, build);
      const from = ["--build-arg", `BASE=${versionOf(context, recipe.base)}`];
      await docker(context, name, ["build", "--network", "host", ...from, "--tag", version, build]);
      rmSync(build, { recursive: true });
      await removeOlder(context, name, folder, version);
      return { state: "built", version };
    },
  };
}

export const images: readonly Part[] = [
  base,
  image({ name: "workload-image", folder: "workload", base: "base-image", needs: [] }),
  image({ name: "probe-image", folder: "probe", base: "base-image", needs: [] }),
  image({ name: "host-base-image", folder: "host-base", base: "base-image", needs: [] }),
  image({
    name: "host-image",
    folder: "host",
    base: "host-base-image",
    from: ["workload-image"],
    files: ["toolchain/flannel"],
    needs: ["workload-image", "flanneld"],
    prepare: async (context, folder) => {
      copyFileSync(builtPath(flanneld), join(folder, "flanneld"));
      const [hostBase, workload] = [
        versionOf(context, "host-base-image"),
        versionOf(context, "workload-image"),
      ];
      if (!existsSync(storePath(hostBase, workload))) await makeStore(context, hostBase, workload);
      copyFileSync(storePath(hostBase, workload), join(folder, "store.tar"));
    },
  }),
];

/** Runs docker against the engine that set-up found, as a step of a part. */
export function docker(
  context: SetupContext,
  part: string,
  args: readonly string[],
  input?: Buffer,
): Promise<string> {
  const env = { DOCKER_HOST: context.engineHost };
  return command(part, ["docker", ...args], input === undefined ? { env } : { env, input });
}

async function present(context: SetupContext, reference: string): Promise<boolean> {
  const output = await docker(context, "images", ["images", "--quiet", reference]);
  return output.trim() !== "";
}

/** Images of earlier inputs, unless a container still uses them: docker refuses to remove those. */
async function removeOlder(context: SetupContext, part: string, folder: string, keep: string): Promise<void> {
  const all = await docker(context, part, [
    "images",
    "--format",
    "{{.Repository}}:{{.Tag}}",
    `underlay/${folder}`,
  ]);
  const older = all.split("\n").filter((tag) => tag !== "" && tag !== keep);
  for (const tag of older) await docker(context, part, ["rmi", tag]).catch(() => undefined);
}

function requireRoom(): void {
  const { bavail, bsize } = statfsSync(projectDir);
  if (bavail * bsize < room)
    throw new SetupError(
      `${Math.floor((bavail * bsize) / 1e6)} MB are free on the disk of ${projectDir}; making the images takes ${room / 1e6} MB`,
      "Free some space, then run set-up again: it goes on from here.",
    );
}
