import { excerpt } from "../../figures/plain-text.ts";
import type { MachineSpec } from "../../model/lab-spec.ts";
import { Engine, tooMuch } from "./engine.ts";

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
  const output = await engine.start(Engine.inside(container, command), { limit });
  const beyond = tooMuch(output);
  // Of a machine that ends meanwhile the engine may tell status 0.
  if (!beyond && (output.exitCode !== 0 || output.stdout === "")) return null;
  const found = beyond ? undefined : read(output.stdout);
  if (found !== undefined) return found;
  const what = beyond?.message ?? `it printed ${excerpt(output.stdout)}`;
  throw new Error(
    `${name}: "${command.join(" ")}" is not what it was: ${what}. If a program of the machine was replaced, make the machine anew: docker rm --force ${container}, and deploy the lab again.`,
  );
}
