import type { RegistryAnswers } from "./registries.ts";

/** What a part is after set-up looked at it or made it. */
export interface PartResult {
  /** `found`: it was there. `installed`: by the system's packages. `built`: from source. `skipped`: not needed here. */
  readonly state: "found" | "installed" | "built" | "skipped";
  /** Version, image reference or path: what the table shows. */
  readonly version: string;
}

/** One thing that labs need of a machine. */
export interface Part {
  readonly name: string;
  /** Parts that must be there before this one is checked. */
  readonly needs: readonly string[];
  /** What is there already; undefined when it has to be made. Changes nothing. */
  check(context: SetupContext): Promise<PartResult | undefined>;
  make(context: SetupContext): Promise<PartResult>;
}

export interface SetupContext {
  /** Filled in as parts are found or made. */
  readonly found: Map<string, PartResult>;
  readonly registries: RegistryAnswers;
  /** Which provider the user asked for; undefined leaves it to what the registry answers. */
  readonly provider: "registry" | "offline" | undefined;
  /** The engine's address, once the engine part has found it. */
  engineHost: string;
}

/** Set-up cannot go on: says what is wrong and what to do about it. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  constructor(problem: string, fix: string) {
    super(`${problem}\nWhat to do: ${fix}`);
  }
}

/** What an earlier part left: its image reference, version or path. */
export function versionOf({ found }: SetupContext, part: string): string {
  const result = found.get(part);
  if (!result) throw new Error(`part ${part} is needed before it was made`);
  return result.version;
}
