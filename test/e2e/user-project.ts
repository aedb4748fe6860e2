import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { $ } from "zx/core";
import { initProject } from "../../lib/runtime/init.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { asUnprivileged, environmentAt, giveFolder, makeHome } from "./unprivileged.ts";

/** What somebody does who has nothing of Underlay but its package, and no right but to use the engine. */
export class UserProject {
  readonly home = mkdtempSync(join(tmpdir(), "underlay-package-"));
  readonly folder = join(this.home, "my-labs");
  readonly first = join(this.folder, "labs/lab-first.yaml");
  readonly second = join(this.folder, "labs/lab-second.ts");
  // Where the other tests' results go is no business of this project.
  readonly #env = { ...environmentAt(this.home), UNDERLAY_RESULTS: "results" };
  #tarball = "";

  /** Packs Underlay as npm publishes it, and makes the project where neither that nor installing is what is tested. */
  async begin(isMade: boolean): Promise<void> {
    const pack = $({ cwd: projectDir, quiet: true })`npm pack --silent --pack-destination ${this.home}`;
    this.#tarball = join(this.home, (await pack).stdout.trim());
    if (isMade) initProject(this.folder, this.#tarball);
    await makeHome(this.home, { packages: !isMade });
    if (isMade) await this.#fill(join(this.folder, "node_modules"));
  }

  /**
   * What npm would make of the tarball, whose dependencies are this project's: it takes npm half a minute. Files are links, where they can
   * be: an ext4 without a journal makes files slowly for minutes once tens of thousands were deleted (fs/ext4/ialloc.c, recently_deleted).
   */
  async #fill(packages: string): Promise<void> {
    const quietly = $({ quiet: true });
    const [own, all] = [join(packages, "underlay"), join(projectDir, "node_modules")];
    const copy = ["cp", "--archive", "--no-target-directory"];
    await quietly`${copy} --link ${all} ${packages}`.catch(() => quietly`${copy} ${all} ${packages}`);
    await quietly`mkdir ${own}`;
    await quietly`tar --extract --strip-components=1 --file=${this.#tarball} --directory=${own}`;
    await quietly`ln --symbolic --force ../underlay/scripts/underlay.mjs ${join(packages, ".bin/underlay")}`;
    await giveFolder(join(packages, ".bin"));
  }

  /** Runs a command in the project. */
  run(...command: string[]) {
    return this.#runIn(this.folder, ...command);
  }

  /** Runs a program of the project's packages, as npx does, which takes more than a second for it. */
  installed(program: string, ...args: string[]) {
    return this.run(join(this.folder, "node_modules/.bin", program), ...args);
  }

  /** The command of the package where there is no project, as in an empty folder. */
  ofPackage(...args: string[]) {
    return this.#runIn(
      this.home,
      ...["npx", "--yes", "--prefer-offline", "--package", this.#tarball, "underlay", ...args],
    );
  }

  /** The installed command above the project, where there is none. */
  outside(...args: string[]) {
    return this.#runIn(this.home, join(this.folder, "node_modules/.bin/underlay"), ...args);
  }

  install() {
    return this.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  }

  git(...args: string[]) {
    return this.run("git", "-c", "user.name=a", "-c", "user.email=a@b", ...args);
  }

  async remove(): Promise<void> {
    if (existsSync(this.folder)) {
      await this.installed("underlay", "destroy", "--all");
      await this.installed("underlay", "setup", "--remove");
    }
    rmSync(this.home, { recursive: true, force: true });
  }

  #runIn(cwd: string, ...command: string[]) {
    const options = { cwd, env: this.#env, quiet: true, nothrow: true, detached: true };
    return $(options)`${asUnprivileged} ${command}`;
  }
}

/** A folder without a project in it yet, or with one that is made and installed, for the tests of a file; they leave nothing. */
export function useUserProject({ isMade = false } = {}): UserProject {
  const user = new UserProject();
  beforeAll(() => user.begin(isMade));
  afterAll(() => user.remove());
  return user;
}
