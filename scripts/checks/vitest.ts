import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { $ } from "zx/core";
import { projectDir } from "../../lib/runtime/project.ts";
import { say } from "../../lib/runtime/terminal.ts";
import { type Count, oneFailed } from "./count.ts";

/** What vitest's JSON reporter tells, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  /** A test file each, with times in milliseconds. */
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
  }[];
}

interface VitestOptions {
  /** Shows tests as they pass; else all is shown at the end. */
  readonly live: boolean;
  /** Further options of vitest. @default none */
  readonly flags?: readonly string[];
  /** The folder of the `node` that runs them, and whatever they start. @default that of PATH */
  readonly node?: string;
}

/** Runs the tests of these vitest projects. */
export async function vitest(
  projects: readonly string[],
  { live, node, flags = [] }: VitestOptions,
): Promise<Count> {
  const report = join(tmpdir(), `underlay-vitest-${process.pid}-${projects.join("-")}.json`);
  const shell = $({
    cwd: projectDir,
    env: { ...process.env, ...(node ? { PATH: `${node}:${process.env.PATH}` } : {}) },
    nothrow: true,
    quiet: true,
    stdio: ["ignore", ...(live ? (["inherit", "inherit"] as const) : (["pipe", "pipe"] as const))],
  });
  const args = [...projects.flatMap((project) => ["--project", project]), ...flags];
  const output =
    await shell`node_modules/.bin/vitest run ${args} --reporter=default --reporter=json --outputFile.json=${report}`;
  if (!live) say(`${output.stdout}${output.stderr}`);
  try {
    const read: Report = JSON.parse(await readFile(report, "utf8"));
    say(slowest(read));
    const { numPassedTests, numFailedTests, numTotalTests } = read;
    // A file that cannot be loaded fails without any test in it.
    const failed = Math.max(numFailedTests, output.exitCode === 0 ? 0 : 1);
    return { passed: numPassedTests, failed, skipped: numTotalTests - numPassedTests - numFailedTests };
  } catch (error) {
    say(`vitest left no report: ${error}`);
    return oneFailed;
  } finally {
    await rm(report, { force: true });
  }
}

/** The ten files that took longest, so that what makes a run long is seen. */
function slowest({ testResults }: Report): string {
  const lines = testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${relative(projectDir, name)}`);
  return ["The files that took longest:", ...lines].join("\n");
}
