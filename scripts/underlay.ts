import { Command } from "commander";
import { fail, print } from "../lib/runtime/terminal.ts";
import { claimsCommand } from "./verbs/claims.ts";
import { compareCommand } from "./verbs/compare.ts";
import { deployCommand } from "./verbs/deploy.ts";
import { destroyCommand } from "./verbs/destroy.ts";
import { execCommand } from "./verbs/exec.ts";
import { impairCommand } from "./verbs/impair.ts";
import { inspectCommand } from "./verbs/inspect.ts";
import { listCommand } from "./verbs/list.ts";
import { probeCommand } from "./verbs/probe.ts";
import { reportCommand } from "./verbs/report.ts";
import { scaleCommand } from "./verbs/scale.ts";
import { setupCommand } from "./verbs/setup.ts";
import { traceCommand } from "./verbs/trace.ts";
import { validateCommand } from "./verbs/validate.ts";
import { workloadCommand } from "./verbs/workload.ts";

const program = new Command("underlay")
  .description("Container-networking labs as code: deploy them, look into them, measure them.")
  .showHelpAfterError('(try "underlay --help")')
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .addHelpText(
    "after",
    `
Results go to stdout (JSON with --json), progress and logs to stderr.
Exit codes: 0 passed, 1 failed, 2 nothing ran, 3 warnings only.

Examples:
  $ underlay setup                      # once on a machine
  $ underlay deploy lab-vxlan           # hosts, network, workloads; then its probes
  $ underlay exec lab-vxlan client -- ping -c 3 10.244.2.2
  $ underlay destroy lab-vxlan`,
  );

for (const command of [
  setupCommand(),
  listCommand(),
  validateCommand(),
  deployCommand(),
  destroyCommand(),
  inspectCommand(),
  execCommand(),
  traceCommand(),
  impairCommand(),
  workloadCommand(),
  probeCommand(),
  compareCommand(),
  reportCommand(),
  claimsCommand(),
  scaleCommand(),
])
  program.addCommand(command);

// What follows "--" is the command of `exec`, not ours.
const [own = []] = process.argv
  .join("\0")
  .split("\0--\0")
  .map((part) => part.split("\0"));

await program.parseAsync().catch((error) => {
  fail(error);
  // Whoever asked for JSON gets JSON, also of a failure.
  if (own.includes("--json")) print({ error: error instanceof Error ? error.message : String(error) });
});
