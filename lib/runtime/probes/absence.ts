import { type MachineSpec, machinesOf, type ProbeSpec } from "../../model/lab-spec.ts";
import type { ProbeContext } from "./context.ts";

/**
 * Which of the machines that a probe needs do not run, and what brings them back; null when all do. Without them its figures tell
 * nothing: silence, too, is only one when somebody could have answered.
 */
export async function absence(spec: ProbeSpec, context: ProbeContext): Promise<string | null> {
  const told = await Promise.all(machinesFor(spec, context).map((machine) => absenceOf(machine, context)));
  const absent = told.filter((text) => text !== null);
  return absent.length === 0 ? null : absent.join(" ");
}

function machinesFor(spec: ProbeSpec, { lab }: ProbeContext): MachineSpec[] {
  const ends = "from" in spec ? [spec.from.host, spec.to.host] : [];
  const watched = "on" in spec ? [spec.on] : [];
  return machinesOf(lab).filter(
    (machine) =>
      ends.includes(machine.name) ||
      watched.includes(machine.name) ||
      ("workloads" in machine && machine.workloads.some(({ name }) => watched.includes(name))),
  );
}

/** What brings a container back that is in this state. */
const remedies: Readonly<Record<string, string>> = { paused: "docker unpause" };

async function absenceOf(
  { name, container }: MachineSpec,
  { engine, lab }: ProbeContext,
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
