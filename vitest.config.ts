import { defineConfig } from "vitest/config";

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
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
