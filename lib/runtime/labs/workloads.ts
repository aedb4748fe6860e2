import type { Installation } from "../../model/installation.ts";
import type { HostSpec, LabSpec } from "../../model/lab-spec.ts";
import { Engine, explain } from "../engine/engine.ts";
import { withLabLocks } from "./labs.ts";

/**
 * Starts a workload on a host of a running lab, connected by the lab's mode, or removes one that was added. Returns what the host
 * printed: the address of one that was added. Throws with the reason, and before anything is done when the lab is being worked on.
 */
export const changeWorkload = (
  lab: LabSpec,
  host: HostSpec,
  change: "add" | "rm",
  name: string,
  installation: Installation,
): Promise<string> =>
  withLabLocks([lab.name], `workload ${change}`, async () => {
    const command = Engine.inside(host.container, ["underlay-workload", change, name]);
    const output = await new Engine(installation).start(command, { limit: 60 });
    if (output.exitCode !== 0) throw new Error(explain(command, output));
    return output.stdout.trim();
  });
