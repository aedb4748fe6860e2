import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ScaleRecord } from "../../scale/record.ts";
import type { Engine } from "../engine.ts";
import { projectDir } from "../project.ts";

const info = z.object({
  ServerVersion: z.string(),
  KernelVersion: z.string(),
  NCPU: z.number(),
  MemTotal: z.number(),
});

/** What the points were measured on: the engine's machine, not the one that asks it. */
export async function readMachine(engine: Engine, image: string): Promise<ScaleRecord["environment"]> {
  const { ServerVersion, KernelVersion, NCPU, MemTotal } = info.parse(
    JSON.parse(await engine.run(["info", "--format", "{{json .}}"])),
  );
  const { version } = JSON.parse(await readFile(join(projectDir, "package.json"), "utf8"));
  return {
    engine: `Docker ${ServerVersion}`,
    kernel: KernelVersion,
    cpus: NCPU,
    memoryBytes: MemTotal,
    underlay: version,
    image,
  };
}
