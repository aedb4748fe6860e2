import type { MachineSpec } from "../../model/lab-spec.ts";
import type { BenchContext } from "./context.ts";

/** What brings a container back that is in this state. */
const remedies: Readonly<Record<string, string>> = { paused: "docker unpause" };

/** Why a machine cannot answer, and what brings it back; null when it runs. */
export async function absence(
  { name, container }: MachineSpec,
  { engine, lab }: Pick<BenchContext, "engine" | "lab">,
): Promise<string | null> {
  const inspect = ["inspect", "--type", "container", "--format", "{{.State.Status}}", container];
  const { exitCode, stdout, stderr } = await engine.start(inspect, { limit: 10 });
  const state = stdout.trim();
  if (exitCode === 0 && state === "running") return null;
  if (exitCode === 0)
    return `${name} does not run: its container is ${state}. Bring it back with: ${remedies[state] ?? "docker start"} ${container}.`;
  if (/no such/i.test(stderr))
    return `${name} is gone: there is no container ${container}. Bring it back with: npx underlay deploy ${lab.name}.`;
  return `whether ${name} runs is not known, because the engine does not say: ${stderr.trim()}.`;
}
