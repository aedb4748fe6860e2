import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import { ask, told } from "./ask.ts";

/**
 * Starts a shell's script that goes on in a machine by itself. `mark` names it among the machine's processes, where whoever looks
 * for the cause of a fault finds it; the script has the arguments as $1 ….
 */
export const keepRunning = (
  bench: Bench,
  machine: string,
  mark: string,
  script: string,
  words: readonly string[],
): Promise<string> =>
  told(bench, itself(machine), [
    // With nobody's terminal and streams, so that it outlives the command that started it.
    ...["sh", "-c", 'exec setsid -f "$@" >/dev/null 2>&1 </dev/null', "sh"],
    ...["sh", "-c", script, mark, ...words],
  ]);

/** Ends the script of this mark and first argument; that it does not run is no error. */
export async function endKept(bench: Bench, machine: string, mark: string, word: string): Promise<void> {
  // Its own command line does not fit the pattern: a shell that hands it on must not end by it.
  const pattern = `[${mark.slice(0, 1)}]${escaped(`${mark.slice(1)} ${word}`)}( |$)`;
  const { exitCode, ending } = await ask(bench, itself(machine), ["pkill", "-KILL", "-f", "--", pattern]);
  // pkill(1): 1 where no process matched.
  if (exitCode !== 0 && exitCode !== 1) throw new Error(ending);
}

const escaped = (text: string): string => text.replaceAll(/[.[\]*^$+?(){}|\\]/g, "\\$&");
