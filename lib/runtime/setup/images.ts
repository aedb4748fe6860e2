import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { packageDir, projectDir, stateDir } from "../project.ts";
import { baseImage } from "./base-image.ts";
import { builtPath, calicoCni, flanneld, underlayHost } from "./binaries.ts";
import { docker } from "./command.ts";
import { makeStore, removeLeftStores, storePath } from "./image-store.ts";
import { hashOf } from "./inputs.ts";
import { noteMade } from "./made.ts";
import { outerPath } from "./outer.ts";
import { type Part, type SetupContext, SetupError, versionOf } from "./part.ts";

/** Bytes that the images and their making take. */
const room = 6e9;

interface Recipe {
  readonly name: string;
  readonly needs: readonly string[];
  /** Folder below images/ with the Dockerfile. */
  readonly folder: string;
  /** The part whose image is the build's BASE. */
  readonly base: string;
  /** More arguments of the build, each a part whose image it names. */
  readonly args?: Readonly<Record<string, string>>;
  /** Parts and files of the project, besides the folder, that the image is made of. */
  readonly from?: readonly string[];
  readonly files?: readonly string[];
  /** Adds made files to the build's folder. */
  readonly prepare?: (context: SetupContext, folder: string) => Promise<void>;
}

/** An image of images/FOLDER, tagged with the hash of all that it is made of. */
function image(recipe: Recipe): Part {
  const { name, folder, args = {} } = recipe;
  const reference = (context: SetupContext): string => {
    const parts = [recipe.base, ...Object.values(args), ...(recipe.from ?? [])].map((part) =>
      versionOf(context, part),
    );
    return `underlay/${folder}:${hashOf([`images/${folder}`, ...(recipe.files ?? [])], parts)}`;
  };
  return {
    name,
    needs: ["engine", recipe.base, ...Object.values(args), ...recipe.needs],
    check: async (context) => {
      const version = reference(context);
      return (await present(context, version)) ? { state: "found", version } : undefined;
    },
    make: async (context) => {
      requireRoom();
      const version = reference(context);
      const build = join(stateDir, "build", folder);
      rmSync(build, { recursive: true, force: true });
      mkdirSync(join(stateDir, "build"), { recursive: true });
      cpSync(join(packageDir, "images", folder), build, { recursive: true });
      await recipe.prepare?.(context, build);
      const from = Object.entries({ BASE: recipe.base, ...args }).flatMap(([argument, part]) => [
        "--build-arg",
        `${argument}=${versionOf(context, part)}`,
      ]);
      noteMade("images", [version]);
      const command = ["build", "--network", "host", ...from, "--tag", version, build];
      const said = await docker(context, name, command);
      rmSync(build, { recursive: true });
      await removeStages(context, name, said);
      return { state: "built", version };
    },
  };
}

export const images: readonly Part[] = [
  baseImage,
  image({ name: "workload-image", folder: "workload", base: "base-image", needs: [] }),
  image({ name: "probe-image", folder: "probe", base: "base-image", needs: [] }),
  image({ name: "host-base-image", folder: "host-base", base: "base-image", needs: [] }),
  image({
    name: "host-image",
    folder: "host",
    base: "host-base-image",
    from: ["workload-image"],
    files: ["toolchain/flannel", "toolchain/calico-cni", "toolchain/host", "toolchain/outer"],
    needs: ["workload-image", "flanneld", "calico-cni", "underlay-host", "outer"],
    prepare: async (context, folder) => {
      copyFileSync(builtPath(flanneld), join(folder, "flanneld"));
      copyFileSync(builtPath(calicoCni), join(folder, "calico-cni"));
      copyFileSync(builtPath(underlayHost), join(folder, "underlay-host"));
      copyFileSync(outerPath(), join(folder, "outer"));
      const [hostBase, workload] = [
        versionOf(context, "host-base-image"),
        versionOf(context, "workload-image"),
      ];
      await removeLeftStores(context);
      if (!existsSync(storePath(hostBase, workload))) await makeStore(context, hostBase, workload);
      copyFileSync(storePath(hostBase, workload), join(folder, "store.tar"));
    },
  }),
  image({ name: "vm-base-image", folder: "vm-base", base: "base-image", needs: [] }),
  image({
    name: "vm-image",
    folder: "vm",
    base: "vm-base-image",
    args: { HOST: "host-image" },
    needs: [],
  }),
];

async function present(context: SetupContext, reference: string): Promise<boolean> {
  return (await docker(context, "images", ["images", "--quiet", reference])).trim() !== "";
}

/**
 * Removes the stages of a build that printed this: another project's may be under way. docker refuses to remove those that are
 * in use.
 */
export async function removeStages(context: SetupContext, part: string, said: string): Promise<void> {
  const steps = [...said.matchAll(/^ ---> ([0-9a-f]{12})$/gm)].map(([, id]) => id);
  const filters = ["--filter", "dangling=true", "--filter", "label=underlay.stage"];
  const stages = await docker(context, part, ["images", "--quiet", ...filters]);
  for (const image of stages.split("\n").filter((id) => steps.includes(id)))
    await docker(context, part, ["rmi", image]).catch(() => undefined);
}

function requireRoom(): void {
  const { bavail, bsize } = statfsSync(projectDir);
  if (bavail * bsize < room)
    throw new SetupError(
      `${Math.floor((bavail * bsize) / 1e6)} MB are free on the disk of ${projectDir}; making the images takes ${room / 1e6} MB`,
      "Free some space, then run set-up again: it goes on from here.",
    );
}
