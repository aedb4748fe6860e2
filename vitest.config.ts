import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { adoptToolEnvironment } from "./lib/runtime/tool-environment.ts";

// As `npm test` has it, whose scripts do the same (scripts/start.mjs): also where somebody calls vitest for one file.
adoptToolEnvironment();

/** Projects whose files share workers, one after the other. Those that wait most come first, while the linters run. */
const sharing = ["unit-mocking", "synth", "unit"];

/** Files by name: what one leaves in the results is there for the next. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turn = ({ project }: TestSpecification) => sharing.indexOf(project.name);
    return files.sort((a, b) => turn(a) - turn(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

/** The unit tests that put others in the place of the project's modules: each file loads these anew (test/fresh-modules.ts). */
const mocking = readdirSync("test/unit", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => join("test/unit", file))
  .filter((file) => readFileSync(file, "utf8").includes("vi.mock("));

const withoutEngine = {
  globalSetup: "test/temporary-folder.ts",
  // Room for what tests make and soon forget, in MiB, so that V8 collects it less often.
  execArgv: ["--min-semi-space-size=16", "--max-semi-space-size=64"],
};

/** No test is timed: a busy machine may take many times as long as a quiet one. */
const patient = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

const onEngine = {
  ...patient,
  // Runs of tests stay apart from the user's own, and are removed at the end.
  env: { UNDERLAY_RESULTS: ".underlay/test-results" },
  globalSetup: "test/e2e/global-setup.ts",
};

/** What needs the machine for itself, one after the other: all labs, its settings, what is judged by its figures, set-up, virtual machines. */
const alone = [
  ...["driver", "gate-in-ci", "lab-limits", "neighbour-table", "preflight", "receive-queues", "scale"],
  ...["setup", "two-clones", "vm*", "whole-article"],
].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    // One more than there are processors: some of the tests wait.
    maxWorkers: availableParallelism() + 1,
    projects: [
      // Loading modules takes most of the time, so that all files of a worker share what one has loaded.
      project("unit", { ...patient, ...withoutEngine, exclude: mocking, isolate: false }),
      project("unit-mocking", {
        ...patient,
        ...withoutEngine,
        include: mocking,
        isolate: false,
        setupFiles: "test/fresh-modules.ts",
      }),
      project("synth", { ...patient, ...withoutEngine, isolate: false }),
      // Three at a time fill two processors, and labs of more at once would share the engine's memory as well.
      project("e2e", { ...onEngine, exclude: alone, maxWorkers: 3, sequence: { groupOrder: 1 } }),
      project("e2e-alone", {
        ...onEngine,
        // Emulated machines take minutes to boot on a busy machine.
        testTimeout: 600_000,
        hookTimeout: 600_000,
        include: alone,
        fileParallelism: false,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});
