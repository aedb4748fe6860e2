import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { projectDir } from "../project.ts";
import type { Engine } from "./engine.ts";
import { readHardware } from "./hardware.ts";

const info = z.object({
  ServerVersion: z.string(),
  KernelVersion: z.string(),
  NCPU: z.number(),
  MemTotal: z.number(),
});

/** The engine's machine, not the one that asks it, and what it was asked with. */
export async function readMachine(engine: Engine) {
  const { ServerVersion, KernelVersion, NCPU, MemTotal } = info.parse(
    JSON.parse(await engine.run(["info", "--format", "{{json .}}"])),
  );
  const { version } = JSON.parse(await readFile(join(projectDir, "package.json"), "utf8"));
  return {
    engine: `Docker ${ServerVersion}`,
    kernel: KernelVersion,
    cpus: NCPU,
    memoryBytes: MemTotal,
    underlay: String(version),
  };
}

/** What a run was measured on. */
export const readEnvironment = async (
  engine: Engine,
  lab: LabSpec,
  { images }: Installation,
): Promise<RunRecord["environment"]> => ({
  ...(await readMachine(engine)),
  cpuModel: await readCpuModel(engine, lab),
  images,
  accelerator: (await readHardware(engine, lab)).accelerator,
});

/** As any machine of the lab that runs tells it: they all share the engine's. */
async function readCpuModel(engine: Engine, lab: LabSpec): Promise<string> {
  for (const { container } of machinesOf(lab)) {
    // Beside the host and not in it: what a guest calls its CPU is not what executes it.
    const { exitCode, stdout } = await engine.start(["exec", container, "cat", "/proc/cpuinfo"], {
      limit: 10,
    });
    if (exitCode === 0) return /^model name\s*: (.*)$/m.exec(stdout)?.[1] ?? "unknown";
  }
  return "unknown";
}
