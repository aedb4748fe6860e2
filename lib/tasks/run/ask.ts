import type { Bench, CommandLine, Output, Place } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";

/** Bytes that a command may print: whoever has a host can make its programs print for ever. */
const most = 2 ** 20;

/** Runs a command of a check to its end. Rejects where that is not known: it was ended, by its limit or by its amount of output. */
export async function ask(bench: Bench, at: Place, command: CommandLine, limit = 20): Promise<Output> {
  const output = await bench.exec(at, command, { limit, most, signal: bench.signal });
  if (output.exitCode === null) throw new Error(output.ending);
  return output;
}

/** The same of a command that must succeed: what it prints. */
export async function told(bench: Bench, at: Place, command: CommandLine, limit = 20): Promise<string> {
  const { exitCode, stdout, ending } = await ask(bench, at, command, limit);
  if (exitCode !== 0) throw new Error(ending);
  return stdout;
}

/** The device of a machine that has an address: Docker numbers devices in no fixed order. */
export const deviceAt = async (bench: Bench, machine: string, address: string): Promise<string> =>
  (await told(bench, itself(machine), ["underlay-device", address])).trim();
