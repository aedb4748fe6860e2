import { messageOf } from "../../model/errors.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import { deployedLab } from "./labs.ts";
import { preflight } from "./preflight.ts";
import { requireSound, synthesise } from "./synthesis.ts";

/**
 * Why labs cannot be brought up here, by their names: there is no such lab, its file is unsound, or the machine cannot carry it.
 * Those that can be, and those that are up, have none. Nothing is made.
 */
export async function whatHinders(
  names: readonly string[],
  { hostKind, installation }: { hostKind: HostKind | undefined; installation: Installation },
): Promise<ReadonlyMap<string, string>> {
  const hindered = new Map<string, string>();
  if (names.length === 0) return hindered;
  const synthesis = await synthesise({ hostKind });
  for (const name of new Set(names))
    try {
      if ((await deployedLab(name)) !== undefined) continue;
      for (const lab of requireSound([name], synthesis)) await preflight(lab, installation);
    } catch (error) {
      hindered.set(name, messageOf(error));
    }
  return hindered;
}
