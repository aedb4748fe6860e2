import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { messageOf } from "../model/errors.ts";

/** What could not be written, e.g. "run.json cannot be written"; why; what is kept all the same; what mends it, and what helps besides. */
export class UnwritableError extends Error {
  override readonly name = "UnwritableError";
  readonly what: string;

  constructor(what: string, cause: unknown, instead = "", kept?: string) {
    const said = `${codeOf(cause)} ${messageOf(cause)}`;
    const remedy = remedies.find(([sign]) => sign.test(said))?.[1] ?? "Make it writable";
    const parts = [`${what}: ${reasonOf(cause)}`, ...(kept === undefined ? [] : [kept]), remedy];
    super(`${parts.join(". ")}${instead}.`, { cause });
    this.what = what;
  }
}

/** What helps besides where results are to be written. */
export const otherResults = ", or name another folder with UNDERLAY_RESULTS";

/** What helps besides where what nobody keeps is to be written. */
export const otherTemporary = ", or name another folder with TMPDIR";

/** What helps besides where a file is to be written that an option names. */
export const otherFile = (option: string): string => `, or name another file with ${option}`;

/**
 * Writes a file by way of a temporary one beside it, which `write` makes: it is there whole, or as it was, and nothing else is left.
 * Throws an UnwritableError.
 */
export async function writeWhole(
  file: string,
  write: (temporary: string) => Promise<unknown>,
  instead?: string,
): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    await write(temporary);
    await rename(temporary, file);
  } catch (error) {
    // A failure to remove the temporary file is ignored: the first error says why.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UnwritableError(`${file} cannot be written`, error, instead);
  }
}

/** What mends it, by the system's code or, where a command was to write the file, by what that says. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/^ENOSPC |no space left on device/, "Free some space on its disk"],
  [/^EDQUOT |disk quota exceeded/, "Free some of your quota on its disk"],
];

const codeOf = (error: unknown): string => String((Object(error) as NodeJS.ErrnoException).code ?? "");

/** `ENOSPC: no space left on device`: without the system call and the temporary file's name, which tell nobody anything. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return codeOf(error) === "" ? message : (message.split(",")[0] ?? message);
}
