import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Installation } from "../model/installation.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { Engine } from "./engine.ts";
import { readHardware } from "./hardware.ts";
import { projectDir } from "./project.ts";

const info = z.object({
  ServerVersion: z.string(),
  KernelVersion: z.string(),
  NCPU: z.number(),
  MemTotal: z.number(),
});

/** What a run was measured on: the engine's machine, not the one that asks it. */
export async function readEnvironment(
  engine: Engine,
  lab: LabSpec,
  installation: Installation,
): Promise<RunRecord["environment"]> {
  const { ServerVersion, KernelVersion, NCPU, MemTotal } = info.parse(
    JSON.parse(await engine.run(["info", "--format", "{{json .}}"])),
  );
  const { accelerator, userNamespace } = await readHardware(engine, lab);
  const { version } = JSON.parse(await readFile(join(projectDir, "package.json"), "utf8"));
  return {
    engine: `Docker ${ServerVersion}`,
    kernel: KernelVersion,
    cpuModel: await readCpuModel(engine, installation),
    cpus: NCPU,
    memoryBytes: MemTotal,
    underlay: version,
    images: installation.images,
    accelerator,
    userNamespace,
  };
}

/** Beside the lab's machines and not in one: what a guest calls its CPU is not what executes it. */
async function readCpuModel(engine: Engine, { images }: Installation): Promise<string> {
  const confined = ["run", "--rm", "--network", "none", "--cap-drop", "ALL"];
  const { stdout } = await engine.start([...confined, images.probe, "cat", "/proc/cpuinfo"], { limit: 20 });
  return /^model name\s*: (.*)$/m.exec(stdout)?.[1] ?? "unknown";
}
