import { LabError, messageOf, type Problem } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { faultKindOf } from "../../tasks/faults.ts";
import { filled } from "../../tasks/model/placeholders.ts";
import type { Fault } from "../../tasks/model/task.ts";
import { withLabLocks } from "../labs/labs.ts";
import { faultsOf, type PlacedFault, recordFaults } from "./fault-record.ts";
import { onGround } from "./ground.ts";

/**
 * Puts faults in place on a deployed lab, one after the other; where one cannot be had, those before it are taken back. Throws a LabError
 * then, and before anything is changed where the lab is being worked on.
 */
export const applyFaults = (
  lab: LabSpec,
  faults: readonly Fault[],
  installation: Installation,
): Promise<void> => onLab(lab, installation, (bench) => putInPlace(faults, bench));

/** Takes faults back, the latest first: those of these numbers, or all. Throws a LabError with those that could not be, which stay on record. */
export const undoFaults = (
  lab: LabSpec,
  ids: readonly number[] | undefined,
  installation: Installation,
): Promise<void> =>
  onLab(lab, installation, async (bench) => {
    const left = await takeBack(({ id }) => ids?.includes(id) ?? true, bench);
    if (left.length > 0) throw new LabError(left);
  });

/** Nothing ends it halfway but the end of the process. */
const onLab = <T>(lab: LabSpec, installation: Installation, work: (bench: Bench) => Promise<T>): Promise<T> =>
  withLabLocks([lab.name], "fault", () =>
    onGround(lab, { installation, signal: new AbortController().signal }, work),
  );

/**
 * What taking a fault back needs is on disk before anything is changed, so whatever ends this process, the lab can be mended.
 */
export async function putInPlace(faults: readonly Fault[], bench: Bench): Promise<void> {
  const own: number[] = [];
  try {
    for (const fault of faults) {
      const placed = await begin(filled(bench.lab, fault), bench);
      own.push(placed.id);
      await faultKindOf(placed).apply(placed.options, bench, placed.memory);
    }
  } catch (error) {
    const left = await takeBack(({ id }) => own.includes(id), bench);
    const first = error instanceof LabError ? error.problems : [problemOf(bench, messageOf(error))];
    throw new LabError([...first, ...left]);
  }
}

/** Puts a fault on record, which is not in place yet. */
async function begin(fault: Fault, bench: Bench): Promise<PlacedFault> {
  const { lab } = bench;
  const kind = faultKindOf(fault);
  const changes = kind.changes(fault.options, lab);
  const before = await faultsOf(lab.name);
  const other = before.find((each) => faultKindOf(each).changes(each.options, lab) === changes);
  if (other) {
    const remedy = `Take it back first: npx underlay fault ${lab.name} --undo ${other.id}`;
    const message = `There is a fault already that changes ${changes}: ${other.says}. ${remedy}`;
    throw new LabError([problemOf(bench, message)]);
  }
  const memory = await kind.look(fault.options, bench);
  const placed: PlacedFault = {
    id: Math.max(0, ...before.map(({ id }) => id)) + 1,
    kind: fault.kind,
    options: { ...fault.options },
    says: kind.says(fault.options),
    since: bench.now().toISOString(),
    memory,
  };
  await recordFaults(lab.name, [...before, placed]);
  return placed;
}

/** Why those that could not be taken back could not. */
export async function takeBack(which: (fault: PlacedFault) => boolean, bench: Bench): Promise<Problem[]> {
  const { name } = bench.lab;
  const left: Problem[] = [];
  for (const fault of (await faultsOf(name)).filter(which).reverse()) {
    try {
      await faultKindOf(fault).undo(fault.options, bench, fault.memory);
      const others = (await faultsOf(name)).filter(({ id }) => id !== fault.id);
      await recordFaults(name, others);
    } catch (error) {
      const message = `${fault.says} (${fault.id}) could not be taken back: ${messageOf(error)}`;
      left.push(problemOf(bench, message));
    }
  }
  return left;
}

const problemOf = ({ lab }: Bench, message: string): Problem => ({ path: lab.name, message });
