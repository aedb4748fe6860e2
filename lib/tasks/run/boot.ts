import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import { told } from "./ask.ts";

/**
 * Tells one start of a machine from another: what is only in its kernel and its processes is gone with a restart. The kernel's own ID
 * is that of the engine's machine in containers, so the start of the first process counts as well (proc(5), field 22 of stat).
 */
export async function bootOf(bench: Bench, machine: string): Promise<string> {
  const text = await told(bench, itself(machine), [
    ...["cat", "/proc/sys/kernel/random/boot_id", "/proc/1/stat"],
  ]);
  const [id = ""] = text.split("\n");
  // Behind the program's name, which may have anything in it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return `${id} ${fields[19] ?? ""}`;
}
