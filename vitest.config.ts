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

export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    projects: [
      project("unit"),
      project("synth", { testTimeout: 30_000 }),
      // Labs share one engine and two cores: one after the other.
      project("e2e", {
        testTimeout: 300_000,
        hookTimeout: 300_000,
        fileParallelism: false,
        // Runs of tests stay apart from the user's own, and are removed at the end.
        env: { UNDERLAY_RESULTS: ".underlay/test-results" },
        globalSetup: "test/e2e/global-setup.ts",
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
