/** How many tests passed, failed and were left out. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const none: Count = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Count = { ...none, passed: 1 };
export const oneFailed: Count = { ...none, failed: 1 };
export const oneSkipped: Count = { ...none, skipped: 1 };

const total = (counts: readonly Count[]): Count =>
  counts.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    none,
  );

/**
 * Prints the closing line. A test that was left out counts as failed when CI=true, where nobody reads the count of skipped
 * tests.
 */
export function close(counts: readonly Count[]): void {
  const { passed, failed, skipped } = total(counts);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || (process.env.CI === "true" && skipped > 0)) process.exitCode = 1;
}
