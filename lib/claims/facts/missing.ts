import { type HostKind, hostKinds } from "../../model/host-kinds.ts";
import { hardwareOf, hardwareText, isSameHardware } from "../../results/hardware.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { type KnownRuns, runsIn } from "../choose.ts";
import type { Evidence } from "../claim.ts";
import { unknown } from "./machines.ts";

/** What is missing to judge by, and the commands that make it. */

/** No run of a lab; made on the kind of hosts that the labs ran on which it is to be set against. */
export function noRun(lab: string, known: KnownRuns, beside: readonly string[]): Evidence {
  const found = known[lab];
  const other = beside.filter((name) => name !== lab).flatMap((name) => runsIn(known[name]))[0];
  return {
    what: lab,
    ...unknown(
      found && "missing" in found
        ? found.missing
        : `no run yet; make one with: ${deploy(lab, other && kindOf(other))}`,
    ),
    command: null,
  };
}

/** Why the runs of two labs cannot be set against each other; null when they can. */
export function otherHardware(one: RunRecord, other: RunRecord): Evidence | null {
  const [hardware, another] = [hardwareOf(one), hardwareOf(other)];
  if (isSameHardware(hardware, another)) return null;
  const commands = [one.lab, other.lab].map((lab) => deploy(lab, kindOf(one)));
  return {
    what: `${one.lab} and ${other.lab} ran on the same hardware`,
    ...unknown(
      `no: on ${hardwareText(hardware)} and on ${hardwareText(another)}, and figures of these are not compared; make runs with: ${commands.join(" && ")}`,
    ),
    command: null,
  };
}

export const noComparison = (labs: readonly string[]): Evidence => ({
  what: `${labs.join(" and ")}, probed in turns`,
  ...unknown(
    `no finished comparison of them yet; make one with: ${[...labs.map((lab) => `${deploy(lab, "vm")} --no-probes`), `npx underlay compare ${labs.join(" ")}`].join(" && ")}`,
  ),
  command: null,
});

/** Undefined for a run whose hosts were of several kinds: its lab's file says which. */
const kindOf = ({ hostKind }: RunRecord): HostKind | undefined => hostKinds.find((kind) => kind === hostKind);

const deploy = (lab: string, kind: HostKind | undefined): string =>
  `npx underlay deploy ${lab}${kind === undefined ? "" : ` --host-kind ${kind}`}`;
