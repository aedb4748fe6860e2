/** check.ts: every check that needs no engine, to be run while one works. The last line counts them. */
import { fail } from "../lib/runtime/terminal.ts";
import { close } from "./checks/count.ts";
import { withoutEngine, withoutSetup } from "./checks/quick.ts";

try {
  // The linters and Go's tests are one after the other, beside the tests.
  close((await Promise.all([withoutSetup(), withoutEngine()])).flat());
} catch (error) {
  fail(error);
}
