import { readState, writeState } from "./record.ts";

const file = "made.json";

/** What set-up of this project made outside the project's folder: what `--remove` may touch, and nothing else. */
export interface Made {
  /** References of images in the engine. */
  readonly images: readonly string[];
  /** Debian packages that were not there before. */
  readonly packages: readonly string[];
}

const fix =
  "It lists the images and Debian packages that set-up made. Write it again from a copy, or remove it: then set-up names no packages of its own any more.";

export function readMade(): Made {
  return { images: [], packages: [], ...readState<Made>(file, fix) };
}

/** Noted before the thing is made, so that what a killed set-up left is found again. */
export function noteMade(kind: keyof Made, names: readonly string[]): void {
  const made = readMade();
  writeState(file, { ...made, [kind]: [...new Set([...made[kind], ...names])] });
}
