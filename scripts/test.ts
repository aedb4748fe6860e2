/**
 * test.ts: set-up, then every check there is: lint and types, unit, synth and end-to-end tests, the provider's Go
 * tests, shellcheck. The last line counts them. A skipped test counts as failed when CI=true.
 */
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { requireInstallation } from "../lib/runtime/installed.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { aptInstall, has } from "../lib/runtime/setup/system.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import { engineEnvironment } from "../lib/runtime/tool-environment.ts";
import { setupTable } from "./verbs/setup.ts";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const shell = $({ cwd: projectDir, nothrow: true, quiet: true, stdio: ["ignore", "inherit", "inherit"] });

/** A check that is one test: it passes when its command ends with status 0. */
async function check(name: string, command: readonly string[]): Promise<Count> {
  const { exitCode } = await shell`${command}`;
  say(`${name}: ${exitCode === 0 ? "passed" : "FAILED"}`);
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
}

async function vitest(): Promise<Count> {
  const report = join(tmpdir(), `underlay-vitest-${process.pid}.json`);
  const { exitCode } =
    await shell`node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json=${report}`;
  try {
    const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(await readFile(report, "utf8"));
    // A file that cannot be loaded fails without any test in it.
    const failed = Math.max(numFailedTests, exitCode === 0 ? 0 : 1);
    return { passed: numPassedTests, failed, skipped: numTotalTests - numPassedTests - numFailedTests };
  } catch (error) {
    say(`vitest left no report: ${error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    await rm(report, { force: true });
  }
}

/** Go modules of our own, below toolchain/. */
const goModules = ["terraform-provider-docker", "calico-cni", "host"];

async function goTest(module: string): Promise<Count> {
  const { engineHost, terraform } = requireInstallation();
  const cwd = join(projectDir, "toolchain", module);
  const env = { ...engineEnvironment(engineHost), TF_ACC_TERRAFORM_PATH: terraform.binary };
  const { stdout, stderr, exitCode } = await $({
    cwd,
    env,
    nothrow: true,
    quiet: true,
  })`go test -json -count=1 ./...`;
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const line of stdout.split("\n")) {
    const event: { Action?: string; Test?: string; Output?: string } = line.startsWith("{")
      ? JSON.parse(line)
      : {};
    if (event.Output && /^\s*(---|FAIL|panic|\s+\S+_test\.go)/.test(event.Output))
      say(event.Output.trimEnd());
    if (event.Test === undefined) continue;
    if (event.Action === "pass") count.passed += 1;
    if (event.Action === "fail") count.failed += 1;
    if (event.Action === "skip") count.skipped += 1;
  }
  if (exitCode !== 0 && count.failed === 0) say(stderr);
  return { ...count, failed: Math.max(count.failed, exitCode === 0 ? 0 : 1) };
}

const goCheck = (module: string): Promise<Count> =>
  check(`gofmt and vet of ${module}`, [
    ...["bash", "-c", 'cd "toolchain/$0" && test -z "$(gofmt -l .)" && go vet ./...'],
    module,
  ]);

/** One after the other: they share the machine. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function shellScripts(): Promise<string[]> {
  const { stdout } = await $({
    cwd: projectDir,
    quiet: true,
  })`grep -rlE ${"^#!/bin/(ba)?sh"} images scripts .ci`;
  return stdout.split("\n").filter((file) => file !== "");
}

try {
  const { rows } = await runSetup();
  say(`\n${setupTable(rows)}\n`);
  if (!(await has("shellcheck"))) await aptInstall("tests", ["shellcheck"], "The tests need shellcheck");
  const counts = [
    await check("biome", ["node_modules/.bin/biome", "check"]),
    await check("types", ["node_modules/.bin/tsc", "--noEmit"]),
    await check("shellcheck", ["shellcheck", "--severity=style", ...(await shellScripts())]),
    ...(await inTurn(goModules, goCheck)),
    ...(await inTurn(goModules, goTest)),
    await vitest(),
  ];
  const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  if (sum("failed") > 0 || (process.env.CI === "true" && sum("skipped") > 0)) process.exitCode = 1;
} catch (error) {
  fail(error);
}
