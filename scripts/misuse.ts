import type { Command } from "commander";
import { exitCodes } from "../lib/runtime/terminal.ts";

/** Commands whose status 1 is a verdict, and nothing else. */
const judges = new WeakSet<Command>();

/** Has the misuse of a command end with "nothing ran": for its callers, status 1 says what it has judged. */
export function judging(command: Command): Command {
  judges.add(command);
  onMisuse(command, () => undefined);
  return command;
}

/** Has `tell` say what is wrong with a call, of a command or those below it. Commander says it in words itself, and ends the process. */
export function onMisuse(command: Command, tell: (reason: string) => void): void {
  command.exitOverride(({ exitCode, message }) => {
    if (exitCode === exitCodes.passed) return;
    tell(message.replace(/^error: /, ""));
    if (judges.has(command)) process.exit(exitCodes.nothingRan);
  });
  for (const below of command.commands) onMisuse(below, tell);
}

/**
 * Ends a verb of another verb where it was given an option that the one above has and it has not. Commander reads such options above, wherever
 * they stand, so that the verb would do more than was asked for, and nobody be told.
 */
export function refuseOptionsAbove(command: Command): void {
  const own = new Set(command.options.map((option) => option.attributeName()));
  for (let above = command.parent; above; above = above.parent)
    for (const option of above.options) {
      const name = option.attributeName();
      if (!own.has(name) && above.getOptionValueSource(name) === "cli")
        command.error(
          `error: unknown option '${option.long}' of '${command.name()}': it is one of '${above.name()}'`,
        );
    }
}
