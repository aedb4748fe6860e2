import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectDir, stateDir } from "../project.ts";
import { command } from "./command.ts";
import { requireSpace } from "./disk.ts";
import { hasImage, replaceImage } from "./engine-images.ts";
import { hashOf } from "./inputs.ts";
import { type Part, type SetupContext, versionOf } from "./part.ts";

export interface ImageOptions {
  /** The image's name, and its folder below images/. */
  readonly name: string;
  /** The part whose image this one builds on. */
  readonly base: string;
  /** Files that other parts made: their name in the build, and the part. The path carries its inputs' hash. */
  readonly files?: Readonly<Record<string, string>>;
}

/** An image built from a folder of images/; its tag is the hash of all that goes into it. */
export function image({ name, base, files = {} }: ImageOptions): Part {
  const reference = (context: SetupContext) => {
    const words = [base, ...Object.values(files)].map((part) => versionOf(context, part));
    return `underlay/${name}:${hashOf([join("images", name)], words)}`;
  };
  return {
    name,
    needs: ["engine", base, ...Object.values(files)],
    check: async (context) =>
      (await hasImage(context, reference(context)))
        ? { state: "found", version: reference(context) }
        : undefined,
    make: async (context) => {
      await requireSpace(context);
      const folder = stage(
        name,
        Object.entries(files).map(([file, part]) => [file, versionOf(context, part)]),
      );
      const settings = ["--build-arg", `BASE=${versionOf(context, base)}`, "--tag", reference(context)];
      await replaceImage(context, reference(context), () =>
        command(name, ["docker", "build", ...builder, ...settings, folder], {
          // The classic builder: it is in every engine, sees local base images, and was measured here.
          env: { DOCKER_HOST: context.engineHost, DOCKER_BUILDKIT: "0" },
        }),
      );
      rmSync(folder, { recursive: true });
      return { state: "built", version: reference(context) };
    },
  };
}

/** The machine's own network, so that its package sources are reached as the machine reaches them. */
const builder = ["--network", "host", "--force-rm"];

/** The build's folder: a copy in which modes depend on nothing but the executable bit, whatever umask git ran under. */
function stage(name: string, files: readonly (readonly [string, string])[]): string {
  const folder = join(stateDir, "build", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(stateDir, "build"), { recursive: true });
  cpSync(join(projectDir, "images", name), folder, { recursive: true, verbatimSymlinks: true });
  for (const [file, path] of files) cpSync(path, join(folder, file));
  normaliseModes(folder);
  return folder;
}

function normaliseModes(path: string): void {
  const state = lstatSync(path);
  if (state.isSymbolicLink()) return;
  chmodSync(path, state.isDirectory() || state.mode & 0o111 ? 0o755 : 0o644);
  if (state.isDirectory()) for (const name of readdirSync(path)) normaliseModes(join(path, name));
}
