import type { Installation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";

/** What a workshop could leave on the engine and on its machine, each with a name that tells it apart. */
export async function thingsThere(engine: Engine, { images }: Installation): Promise<Set<string>> {
  const of = async (kind: string, args: readonly string[]) =>
    (await engine.run(args))
      .split("\n")
      .filter((name) => name !== "")
      .map((name) => `${kind} ${name}`);
  const all = await Promise.all([
    of("container", ["ps", "--all", "--format", "{{.Names}}"]),
    of("network", ["network", "ls", "--format", "{{.Name}}"]),
    of("volume", ["volume", "ls", "--quiet"]),
    of("link", Engine.once(images.probe, ["sh", "-c", "ls /sys/class/net"], { network: "host" })),
  ]);
  return new Set(all.flat());
}

/** What is there now and was not before; somebody else on the engine may have made it. */
export const leftOver = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] =>
  [...after].filter((name) => !before.has(name));
