import { setTimeout as delay } from "node:timers/promises";
import { LabError, type Problem } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, type MachineSpec, machinesOf } from "../../model/lab-spec.ts";
import { Engine } from "../engine.ts";

/** Told of every machine what it waits for, whenever that changes; null once it is ready. */
export type Watch = (machine: string, waitsFor: string | null) => void;

/**
 * Looks at every gate of every machine, as it is now, and waits for those that are not passed yet: at most as long as the
 * machine may take (`readyWithin`). Whether a machine was ready before says nothing.
 *
 * Throws a LabError that names every machine that did not become ready, the gate, and the end of the log that tells why.
 */
export async function waitReady(
  lab: LabSpec,
  installation: Installation,
  { watch = () => undefined, signal }: { watch?: Watch; signal: AbortSignal },
): Promise<void> {
  const engine = new Engine(installation);
  const found = await Promise.all(
    machinesOf(lab).map((machine) => waitFor(engine, lab, machine, { watch, signal })),
  );
  const problems = found.flat();
  if (problems.length > 0) throw new LabError(problems);
}

async function waitFor(
  engine: Engine,
  lab: LabSpec,
  machine: MachineSpec,
  { watch, signal }: { watch: Watch; signal: AbortSignal },
): Promise<Problem[]> {
  const deadline = Date.now() + machine.readyWithin * 1000;
  let last: string | undefined;
  while (true) {
    const waitsFor = await look(engine, machine, signal);
    if (waitsFor !== last) watch(machine.name, waitsFor);
    if (waitsFor === null) return [];
    last = waitsFor;
    if (signal.aborted || Date.now() > deadline) break;
    await delay(500);
  }
  const explained = await engine.start(inside(machine, "--explain"), { limit: 10 });
  const why = explained.exitCode === 1 && explained.stdout.trim() !== "" ? explained.stdout.trim() : last;
  const after = signal.aborted ? "when it was interrupted" : `after ${machine.readyWithin} s`;
  return [{ path: `${lab.name}/${machine.name}`, message: `The machine is not ready ${after}: ${why}` }];
}

const inside = ({ container }: MachineSpec, ...args: string[]): string[] =>
  Engine.inside(container, ["underlay-ready", ...args]);

/** What a machine waits for; null when all its gates pass at this moment. */
async function look(engine: Engine, machine: MachineSpec, signal: AbortSignal): Promise<string | null> {
  const output = await engine.start(inside(machine, "--now"), { limit: 30, signal });
  if (output.exitCode === 0) return null;
  const failing = /"gate":"(\w+)","state":"fail","detail":("(?:[^"\\]|\\.)*")/.exec(output.stdout);
  if (failing?.[1] && failing[2]) return `${failing[1]}: ${JSON.parse(failing[2])}`;
  return output.stderr.trim().split("\n").at(-1) || "the host is still starting";
}
