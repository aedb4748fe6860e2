import { join } from "node:path";
import { $ } from "zx/core";
import { projectDir } from "../../lib/runtime/project.ts";
import { say } from "../../lib/runtime/terminal.ts";
import { check } from "./command.ts";
import { type Count, oneFailed } from "./count.ts";

/** Go modules of our own, below toolchain/. Those of hosts need no engine for their tests, the provider's do. */
export const hostModules = ["calico-cni", "host"];
export const providerModule = "terraform-provider-docker";

export const goCheck = (module: string): Promise<Count> =>
  check(`gofmt and vet of ${module}`, [
    ...["bash", "-c", 'cd "toolchain/$0" && test -z "$(gofmt -l .)" && go vet ./...'],
    module,
  ]);

/** One line of `go test -json` (go doc test2json). */
interface Event {
  readonly Action?: string;
  readonly Test?: string;
  readonly Output?: string;
}

export async function goTest(module: string, env: NodeJS.ProcessEnv = process.env): Promise<Count> {
  const began = performance.now();
  const shell = $({ cwd: join(projectDir, "toolchain", module), env, nothrow: true, quiet: true });
  const { stdout, stderr, exitCode } = await shell`go test -json -count=1 ./...`;
  const events = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Event => JSON.parse(line));
  for (const { Output } of events)
    if (Output && /^\s*(--- (FAIL|SKIP)|FAIL|panic|\s+\S+_test\.go)/.test(Output)) say(Output.trimEnd());
  const ended = (action: string) => events.filter(({ Action, Test }) => Test && Action === action).length;
  const count = { passed: ended("pass"), failed: ended("fail"), skipped: ended("skip") };
  say(`Go tests of ${module}: ${count.passed} passed (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (exitCode === 0 || count.failed > 0) return count;
  say(stderr);
  return { ...count, ...oneFailed, passed: count.passed };
}
