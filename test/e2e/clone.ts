import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx/core";
import { projectDir } from "../../lib/runtime/project.ts";

/** A copy of the project in a folder of its own, with this one's packages. */
export class Clone {
  /** The folder; it may be moved. */
  folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Of what Underlay keeps it has what set-up made alone: other tests may be at work on their labs, which are none of its own. */
  static async make(): Promise<Clone> {
    const folder = join(await mkdtemp(join(tmpdir(), "underlay-clone-")), "clone");
    const skip = ["node_modules", ".git", "results", "dist"].map((name) => join(projectDir, name));
    const others = /^\/(\.?terraform\.|cdktf\.(out|log)|\.underlay\/(?![a-z]+\.json$|plugins($|\/)))/;
    const filter = (path: string) => !skip.includes(path) && !others.test(path.slice(projectDir.length));
    await cp(projectDir, folder, { recursive: true, filter });
    await symlink(join(projectDir, "node_modules"), join(folder, "node_modules"));
    return new Clone(folder);
  }

  /** The `underlay` command of the copy; nothing throws, the output tells how it ended. */
  underlay(...args: string[]) {
    const env = { ...process.env, UNDERLAY_LABS: join(this.folder, "test/e2e/labs") };
    const options = { cwd: this.folder, env, quiet: true, nothrow: true, detached: true };
    return $(options)`node scripts/underlay.mjs ${args}`;
  }

  remove(): Promise<void> {
    return rm(join(this.folder, ".."), { recursive: true, force: true });
  }
}
