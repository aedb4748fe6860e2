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
