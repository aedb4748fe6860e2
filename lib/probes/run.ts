import { messageOf } from "../model/errors.ts";
import { machinesOf, type ProbeSpec } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import type { Ends } from "./ends.ts";
import { kindOf, type ProbeResult } from "./kinds.ts";
import { verdict } from "./outcome.ts";

/** Runs one probe of a deployed lab. Whatever goes wrong is the probe's reason, so that the next ones are run. */
export async function runProbe(spec: ProbeSpec, bench: Bench): Promise<ProbeResult> {
  const kind = kindOf(spec);
  const startedAt = bench.now().toISOString();
  const outcome = await kind.run(spec, bench).catch((error) => ({
    kind: spec.kind,
    ...verdict(messageOf(error)),
    ...kind.blank(spec, bench.lab),
  }));
  // Looked up after the probe, because a machine may stop while it runs.
  const absent = await absence(spec, bench);
  const because = outcome.reason === null ? absent : `${absent} So ${outcome.reason}`;
  return {
    ...outcome,
    ...(absent === null ? {} : verdict(because)),
    ...{ name: spec.name, startedAt, finishedAt: bench.now().toISOString() },
  } as ProbeResult;
}

/**
 * Which of the machines that a probe needs do not run, and what brings them back; null when all do. Without them its figures
 * mean nothing: also a probe that expects silence needs the machine that could have answered.
 */
async function absence(spec: ProbeSpec, bench: Bench): Promise<string | null> {
  const told = await Promise.all(machinesFor(spec, bench).map((machine) => bench.absence(machine)));
  const absent = told.filter((text) => text !== null);
  return absent.length === 0 ? null : absent.join(" ");
}

function machinesFor(spec: ProbeSpec, { lab }: Bench): string[] {
  const { from, to } = spec as Partial<Ends>;
  const ends = [from?.host, to?.host];
  const needed = kindOf(spec).needs?.(spec) ?? [];
  return machinesOf(lab)
    .filter(
      (machine) =>
        ends.includes(machine.name) ||
        needed.includes(machine.name) ||
        ("workloads" in machine && machine.workloads.some(({ name }) => needed.includes(name))),
    )
    .map(({ name }) => name);
}
