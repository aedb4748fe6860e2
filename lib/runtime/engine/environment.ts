import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { projectDir } from "../project.ts";
import { Engine } from "./engine.ts";
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
export async function readEnvironment(
  engine: Engine,
  lab: LabSpec,
  { images }: Installation,
): Promise<RunRecord["environment"]> {
  const { accelerator, userNamespace } = await readHardware(engine, lab);
  const cpuModel = await readCpuModel(engine, images.probe);
  return { ...(await readMachine(engine)), cpuModel, images, accelerator, userNamespace };
}

/**
 * Read in a container beside the lab's machines: /proc/cpuinfo of a guest has the CPU that QEMU emulates, not the one that
 * executes it.
 */
async function readCpuModel(engine: Engine, image: string): Promise<string> {
  const { stdout } = await engine.start(Engine.once(image, ["cat", "/proc/cpuinfo"]), { limit: 20 });
  return /^model name\s*: (.*)$/m.exec(stdout)?.[1] ?? "unknown";
}
