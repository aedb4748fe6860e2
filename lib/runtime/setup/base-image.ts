import { mkdirSync, rmSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";
import { $ } from "zx/core";
import { stateDir } from "../project.ts";
import { command, docker } from "./command.ts";
import { hashOf } from "./inputs.ts";
import { noteMade } from "./made.ts";
import type { Part } from "./part.ts";
import { registryBase } from "./registries.ts";
import { aptInstall, has } from "./system.ts";

/** Debian's release that everything inside a lab is made of. */
const release = "bookworm";

/** Folders of /usr/share that only people read. */
const unread = ["doc", "info", "locale", "man"];

const made = `underlay/base:${hashOf([], ["minbase", release, arch(), ...unread])}`;

/** The base of all images: the registry's, or one of the same release made from Debian's packages. */
export const baseImage: Part = {
  name: "base-image",
  needs: ["engine"],
  check: async (context) => {
    const registry = context.registries.remembered("images") === true;
    const image = registry ? registryBase : made;
    const found = await docker(context, "images", ["images", "--quiet", image]);
    if (found.trim() === "") return undefined;
    return { state: registry ? "skipped" : "found", version: image };
  },
  make: async (context) => {
    if (await context.registries.images(context.engineHost))
      return { state: "skipped", version: registryBase };
    if (!(await has("mmdebstrap"))) {
      const why = "No image registry answers, so the base image is made from Debian's packages";
      await aptInstall("base-image", ["mmdebstrap", "debian-archive-keyring"], why);
    }
    const tar = join(stateDir, "build", "base.tar");
    mkdirSync(join(stateDir, "build"), { recursive: true });
    const lean = unread.map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
    const options = ["--variant=minbase", "--include=ca-certificates", ...lean];
    await command("base-image", ["mmdebstrap", ...options, release, tar, ...(await mirrorOfThisMachine())]);
    noteMade("images", [made]);
    await docker(context, "base-image", ["import", tar, made]);
    rmSync(tar);
    return { state: "built", version: made };
  },
};

/** Where this machine gets Debian packages from, if it is of the same release; else mmdebstrap's own default. */
async function mirrorOfThisMachine(): Promise<string[]> {
  const query = ["--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages", "Origin: Debian"];
  const { stdout } = await $({ quiet: true, nothrow: true })`apt-get indextargets ${query}`;
  const line = stdout.split("\n").find((target) => target.startsWith(`${release} `));
  return line ? [line.slice(release.length + 1)] : [];
}
