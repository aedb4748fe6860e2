import { setMaxListeners } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { withoutControls } from "../figures/plain-text.ts";
import { messageOf } from "../model/errors.ts";

/** Exit codes of every command; of work on several seats, 3 says that it was done to some and not to others. */
export const exitCodes = { passed: 0, failed: 1, nothingRan: 2, warnings: 3, partial: 3 } as const;

/** Lines that stay at the end of the screen while something lasts. */
export interface Screen {
  clear(): void;
  draw(): void;
}

let screen: Screen | undefined;

/** From now on what is said appears above these lines; or, with nothing given, there are none any more. */
export function keepBelow(lines: Screen | undefined): void {
  screen = lines;
}

/** Without what would steer a terminal: what machines and programs print gets into what is said. Line ends and tabs stay. */
const plain = (text: string): string =>
  withoutControls(stripVTControlCharacters(text).replaceAll(/\r\n?/g, "\n"));

/** Progress and logs go to stderr; stdout is for results. */
export function say(text: string): void {
  screen?.clear();
  process.stderr.write(`${plain(text)}\n`);
  screen?.draw();
}

/** What was asked cannot be done, and nothing was begun. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Whatever goes wrong while `work` prepares something is a Refusal: nothing was begun. */
export async function refusing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asRefusal(error);
  }
}

export const asRefusal = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal(messageOf(error), { cause: error });

/**
 * Says what went wrong and makes the process end with status 1, or 2 after a refusal. UNDERLAY_DEBUG=1 adds where it went
 * wrong.
 */
export function fail(error: unknown): void {
  say(`error: ${messageOf(error)}`);
  if (process.env.UNDERLAY_DEBUG === "1" && error instanceof Error && error.stack) say(error.stack);
  process.exitCode = error instanceof Refusal ? exitCodes.nothingRan : exitCodes.failed;
}

/** A signal that is aborted by Ctrl-C, SIGTERM or the end of the terminal (SIGHUP), so that work can end in order. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  // One for each command that runs: with many machines there are many.
  setMaxListeners(0, controller.signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      say(`${signal}: ending in order; what was measured is kept`);
      controller.abort();
    });
  return controller.signal;
}

let hasPrinted = false;

/** A command begins, which has printed nothing yet. */
export function beginPrinting(): void {
  hasPrinted = false;
}

/** A result as JSON on stdout. */
export function print(value: unknown): void {
  hasPrinted = true;
  console.log(JSON.stringify(value, null, 2));
}

/** An error in place of a result. Behind one it would be a second document, which programs do not read. */
export function printError(error: unknown): void {
  if (!hasPrinted) print({ error: messageOf(error) });
}
