import { AsyncLocalStorage } from "node:async_hooks";
import { relative, resolve } from "node:path";

const folders = new AsyncLocalStorage<string>();

/** Runs the code of a lab's file; `folder` is the file's. */
export const inLabFolder = <T>(folder: string, run: () => T): T => folders.run(folder, run);

/** A file that a lab names. */
export interface LabFile {
  /** Absolute. */
  readonly path: string;
  /** As errors call it: from the working directory on, unless it lies elsewhere. */
  readonly name: string;
  /** As the lab names it. */
  readonly asked: string;
}

/** Names are relative to the folder of the lab's own file; to the working directory where no lab's file is what runs. */
export function besideLab(asked: string): LabFile {
  const path = resolve(folders.getStore() ?? ".", asked);
  const short = relative(".", path);
  const long = short === "" || short.startsWith("..");
  // What moves a cursor or turns text around is of no use in an error.
  return { path, name: (long ? path : short).replaceAll(/[\p{Cc}\p{Cf}]/gu, "\u{FFFD}"), asked };
}
