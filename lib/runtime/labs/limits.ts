import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { Engine } from "../engine/engine.ts";

/** Limits how many processes each machine of a lab has: kreuzwerker/docker cannot. The engine keeps the limit over restarts. */
export async function limitProcesses(lab: LabSpec, installation: Installation): Promise<void> {
  const engine = new Engine(installation);
  const limits = [...new Set(machinesOf(lab).map(({ limits }) => limits.pids))];
  await Promise.all(
    limits.map((pids) => {
      const machines = machinesOf(lab).filter(({ limits }) => limits.pids === pids);
      return engine.run([
        "update",
        "--pids-limit",
        String(pids),
        ...machines.map(({ container }) => container),
      ]);
    }),
  );
}
