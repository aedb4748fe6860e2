import type { MachineSpec } from "../../model/lab-spec.ts";
import { excerpt } from "../../probes/iperf3.ts";
import { Engine } from "./engine.ts";

/** Seconds in which a machine answers. */
const limit = 10;

/**
 * What a program of a machine tells of it, as `read` has it; null where the machine does not answer. Throws an error that names the machine where
 * that is not what the program prints: whoever is root in a host can put another in its place.
 */
export async function told<T>(
  engine: Engine,
  { name, container }: Pick<MachineSpec, "name" | "container">,
  command: readonly string[],
  read: (text: string) => T | undefined,
): Promise<T | null> {
  const { exitCode, stdout } = await engine.start(Engine.inside(container, command), { limit });
  if (exitCode !== 0) return null;
  const found = read(stdout);
  if (found !== undefined) return found;
  throw new Error(
    `${name}: "${command.join(" ")}" printed what it never does: ${excerpt(stdout)}. If a program of the machine was replaced, make it anew: docker rm --force ${container}, and deploy the lab again.`,
  );
}
