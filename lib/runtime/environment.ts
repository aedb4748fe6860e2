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
  const anyHost = lab.hosts[0]?.container ?? "";
  // Beside the host and not in it: what a guest calls its CPU is not what executes it.
  const cpuinfo = await engine.run(["exec", anyHost, "cat", "/proc/cpuinfo"]);
  const { version } = JSON.parse(await readFile(join(projectDir, "package.json"), "utf8"));
  return {
    engine: `Docker ${ServerVersion}`,
    kernel: KernelVersion,
    cpuModel: /^model name\s*: (.*)$/m.exec(cpuinfo)?.[1] ?? "unknown",
    cpus: NCPU,
    memoryBytes: MemTotal,
    underlay: version,
    images: installation.images,
    accelerator: (await readHardware(engine, lab)).accelerator,
  };
}
