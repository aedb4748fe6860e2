/** check.ts: every check that needs no engine, to be run while one works. The last line counts them. */
import { fail } from "../lib/runtime/terminal.ts";
import { close } from "./checks/count.ts";
import { withoutEngine, withoutSetup } from "./checks/quick.ts";

try {
  close([...(await withoutSetup()), ...(await withoutEngine())]);
} catch (error) {
  fail(error);
}
