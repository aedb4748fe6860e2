import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packageDir } from "../project.ts";
import { makeWhole, programsDir } from "./cache.ts";
import { command } from "./command.ts";
import { hashOf } from "./inputs.ts";
import type { Part } from "./part.ts";
import { aptInstall, has } from "./system.ts";

const name = "outer";
const folder = "toolchain/outer";

/** It runs before there is a root file system for it, so it needs no library. */
const flags = [
  ...["-std=gnu17", "-static", "-Os", "-s", "-Wall", "-Wextra", "-Werror"],
  ...["-fstack-protector-strong", "-ffunction-sections", "-Wl,--gc-sections"],
];

/** The program outside of a host with a user namespace of its own; the inputs' hash is in its name. */
export const outerPath = (): string => join(programsDir, `${name}-${hashOf([folder], flags)}`);

export const outer: Part = {
  name,
  needs: [],
  check: async () => (existsSync(outerPath()) ? { state: "found", version: outerPath() } : undefined),
  make: async () => {
    if (!(await has("gcc")))
      await aptInstall(name, ["gcc", "libc6-dev"], `${name} is written in C, and there is no compiler here`);
    const cwd = join(packageDir, folder);
    const sources = readdirSync(cwd).filter((file) => file.endsWith(".c"));
    await makeWhole(outerPath(), (made) => command(name, ["gcc", ...flags, "-o", made, ...sources], { cwd }));
    return { state: "built", version: outerPath() };
  },
};
