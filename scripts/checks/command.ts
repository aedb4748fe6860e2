import { $ } from "zx/core";
import { projectDir } from "../../lib/runtime/project.ts";
import { say } from "../../lib/runtime/terminal.ts";
import { type Count, oneFailed, onePassed } from "./count.ts";

/** One after the other: they share the machine. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** A check that is one test: it passes when its command ends with status 0, and shows what that printed when it does not. */
export async function check(name: string, command: readonly string[]): Promise<Count> {
  const began = performance.now();
  const { exitCode, stdout, stderr } = await $({ cwd: projectDir, nothrow: true, quiet: true })`${command}`;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (exitCode === 0) {
    say(`${name}: passed (${seconds} s)`);
    return onePassed;
  }
  say(`${stdout}${stderr}${name}: FAILED`);
  return oneFailed;
}
