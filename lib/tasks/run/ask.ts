import type { Bench, CommandLine, Output, Place } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";

/** Bytes that a command may print: whoever has a host can make its programs print for ever. */
const most = 2 ** 20;

/** Seconds within which a command is to end. */
const soon = 20;

/**
 * A command that somebody wrote, so that it ends where it runs as well: who gives it up ends only what asked for it, and one that goes on for
 * ever would pile up with every look. By a shell, because busybox' timeout, which workloads have, runs its own ip and ping in place of the
 * workload's.
 */
export const bounded = (command: CommandLine, limit = soon): CommandLine => [
  ...["timeout", "-s", "KILL", String(limit + 1), "/bin/sh", "-c", 'exec "$0" "$@"'],
  ...command,
];

/** Runs a command of a check to its end. Rejects where that is not known: it was ended, by its limit or by its amount of output. */
export async function ask(bench: Bench, at: Place, command: CommandLine, limit = soon): Promise<Output> {
  const output = await bench.exec(at, command, { limit, most, signal: bench.signal });
  if (output.exitCode === null) throw new Error(output.ending);
  return output;
}

/** The same of a command that must succeed: what it prints. */
export async function told(bench: Bench, at: Place, command: CommandLine, limit = soon): Promise<string> {
  const { exitCode, stdout, ending } = await ask(bench, at, command, limit);
  if (exitCode !== 0) throw new Error(ending);
  return stdout;
}

/** The device of a machine that has an address: Docker numbers devices in no fixed order. */
export const deviceAt = async (bench: Bench, machine: string, address: string): Promise<string> =>
  (await told(bench, itself(machine), ["underlay-device", address])).trim();
