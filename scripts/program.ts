import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { messageOf } from "../lib/model/errors.ts";
import { packageDir, requireProject } from "../lib/runtime/project.ts";
import { beginPrinting, fail, printError } from "../lib/runtime/terminal.ts";
import { onMisuse } from "./misuse.ts";
import type { Verbs } from "./verb.ts";
import { verbs } from "./verbs.ts";

/** What completion scripts call. */
const hidden: Verbs = {
  complete: ["", async () => (await import("./verbs/completion.ts")).completeCommand(verbs)],
};

/** Verbs that need no project. */
const anywhere = [undefined, "help", "init", "completion", "complete", "validate"];

/** The command line: does what these words ask for, and sets the process's exit code. */
export async function runProgram(given: readonly string[]): Promise<void> {
  beginPrinting();
  // The words before "--" are ours; what follows is the command of `exec`.
  const own = given.includes("--") ? given.slice(0, given.indexOf("--")) : given;
  const called = own.filter((word) => !word.startsWith("-")).slice(0, 2);
  /** Whoever asked for JSON gets JSON, also of a failure. */
  const asJson = (error: unknown): void => {
    if (own.includes("--json")) printError(error);
  };
  try {
    if (!anywhere.includes(called[0]) && !own.some((word) => word === "--help" || word === "-h"))
      requireProject();
    const program = withoutVerbs();
    for (const [name, [about, load]] of Object.entries({ ...verbs, ...hidden })) {
      const isCalled = called[0] === name || (called[0] === "help" && called[1] === name);
      const command = isCalled ? await load().catch((error) => notLoaded(name, error)) : new Command(name);
      program.addCommand(command.description(about), { hidden: name in hidden });
    }
    onMisuse(program, asJson);
    await program.parseAsync(given, { from: "user" });
  } catch (error) {
    fail(error);
    asJson(error);
  }
}

function withoutVerbs(): Command {
  const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
  return new Command("underlay")
    .description("Container-networking labs as code: deploy them, look into them, measure them.")
    .version(version)
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
}

/** A broken or half-installed module: in one line, whatever its reason looks like. */
function notLoaded(name: string, error: unknown): never {
  const reason = messageOf(error);
  throw new Error(`the verb ${name} cannot be loaded: ${reason.trim().replaceAll(/\s*\n\s*/g, " ")}`, {
    cause: error,
  });
}
