import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files by name, so that what one leaves in the results is there for the next. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

const onEngine = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // Runs of tests stay apart from the user's own, and are removed at the end.
  env: { UNDERLAY_RESULTS: ".underlay/test-results" },
  globalSetup: "test/e2e/global-setup.ts",
};

/** Tests of labs in containers, two at a time: much of a deploy is waiting. */
const labs = ["calico*", "faults", "lab*", "routing", "userns*"].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    projects: [
      project("unit"),
      project("synth", { testTimeout: 30_000 }),
      project("e2e", { ...onEngine, include: labs, maxWorkers: 2, sequence: { groupOrder: 1 } }),
      // What needs the machine for itself, one after the other: measurements, set-up, virtual machines.
      project("e2e-alone", {
        ...onEngine,
        include: ["test/e2e/*.test.ts"],
        exclude: labs,
        fileParallelism: false,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});
