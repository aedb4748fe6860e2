import { $ } from "zx/core";
import { projectDir } from "../../lib/runtime/project.ts";
import { aptInstall, has } from "../../lib/runtime/setup/system.ts";
import { check, inTurn } from "./command.ts";
import type { Count } from "./count.ts";
import { goCheck, goTest, hostModules, providerModule } from "./go.ts";
import { onOtherNodes } from "./nodes.ts";
import { vitest } from "./vitest.ts";

/**
 * Lint, types, unit and synth tests: what needs npm's packages and nothing else, so that it can run beside set-up. Biome
 * does not see the types of npm's packages, so promises of theirs that nobody awaits are oxlint's to find.
 */
export async function withoutSetup(): Promise<Count[]> {
  const lint = inTurn(linters, ([name, ...command]) => check(name, command));
  return (await Promise.all([lint, fastTests()])).flat();
}

/** The unit and synth tests again, on the other supported lines of Node; the linters say the same on each. */
export const onEachNode = (): Promise<Count[]> => onOtherNodes((node) => fastTests({ node }));

/** Vitest keeps modules as it has made them of TypeScript, for the next of its projects, the next Node and the next time. */
const fastTests = (options: { readonly node?: string } = {}): Promise<Count> =>
  vitest(["unit", "unit-mocking", "synth"], {
    ...{ live: false, flags: ["--experimental.fsModuleCache"] },
    ...options,
  });

const linters: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ["biome", "node_modules/.bin/biome", "check"],
  ["promises", "node_modules/.bin/oxlint", "--type-aware", "--deny-warnings"],
  ["unused code", "node_modules/.bin/knip", "--no-progress"],
  [
    "types",
    "node_modules/.bin/tsc",
    "--noEmit",
    "--incremental",
    "--tsBuildInfoFile",
    ".underlay/types.tsbuildinfo",
  ],
  ["types of pages", "node_modules/.bin/tsc", "--noEmit", "--project", "web"],
];

/** What needs a program of Debian's or Go, which set-up brings, but no engine. */
export const withoutEngine = async (): Promise<Count[]> => {
  if (!(await has("shellcheck"))) await aptInstall("tests", ["shellcheck"], "The tests need shellcheck");
  return [
    await check("shellcheck", ["shellcheck", "--severity=style", ...(await shellScripts())]),
    ...(await inTurn([...hostModules, providerModule], goCheck)),
    ...(await inTurn(hostModules, (module) => goTest(module))),
  ];
};

async function shellScripts(): Promise<string[]> {
  const { stdout } = await $({
    cwd: projectDir,
    quiet: true,
  })`grep -rlE ${"^#!/bin/(ba)?sh"} images scripts .ci`;
  return stdout.split("\n").filter((file) => file !== "");
}
