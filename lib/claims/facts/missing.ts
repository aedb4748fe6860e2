import { type HostKind, hostKinds } from "../../model/host-kinds.ts";
import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { hardwareOf, hardwareText, isSameHardware, wholeHardwareText } from "../../results/hardware.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { type KnownRuns, runsIn } from "../choose.ts";
import type { Evidence, InTurns } from "../claim.ts";
import { isImpaired, unknown } from "./machines.ts";

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
  const text = hardware.cpu === another.cpu ? hardwareText : wholeHardwareText;
  return {
    what: `${one.lab} and ${other.lab} ran on the same hardware`,
    ...unknown(
      `no: on ${text(hardware)} and on ${text(another)}, and figures of these are not compared; make runs with: ${commands.join(" && ")}`,
    ),
    command: null,
  };
}

/** Why figures of the two runs are not those of their labs' modes alone; null when nothing slowed them. */
export function impaired(one: RunRecord, other: RunRecord): Evidence | null {
  const labs = [one, other].filter(({ topology }) => isImpaired(topology)).map(({ lab }) => lab);
  if (labs.length === 0) return null;
  const commands = labs.map((lab) => `npx underlay impair ${lab}`);
  return {
    what: `Nothing slows ${one.lab} and ${other.lab}`,
    ...unknown(
      `no: in the run of ${labs.join(" and in that of ")} a segment is impaired, or does not say; look with: ${commands.join(" && ")}, and make a run without`,
    ),
    command: null,
  };
}

export const noComparison = ({
  inTurns: labs,
  hostKind,
}: Pick<InTurns, "inTurns" | "hostKind">): Evidence => ({
  what: `${listed(labs)}, probed in turns`,
  ...unknown(`no finished comparison of them yet; make one with: ${compareCommand(labs, hostKind)}`),
  command: null,
});

/** `lab-a, lab-b and lab-c`. */
const listed = (labs: readonly string[]): string => labs.join(", ").replace(/, ([^,]*)$/, " and $1");

/** What compares labs once more, in rounds enough to tell more than it did. */
export const again = ({ labs, rounds, ...on }: ComparisonRecord): string => {
  const names = labs.map(({ lab }) => lab);
  return `${compareCommand(names, kindOf(on))} --rounds ${Math.min(100, 2 * Math.max(rounds, 10))}`;
};

const compareCommand = (labs: readonly string[], kind: HostKind | undefined): string =>
  `npx underlay compare ${labs.join(" ")}${onKind(kind)}`;

/** Undefined for a run whose hosts were of several kinds: its lab's file says which. */
const kindOf = ({ hostKind }: Pick<RunRecord, "hostKind">): HostKind | undefined =>
  hostKinds.find((kind) => kind === hostKind);

const deploy = (lab: string, kind: HostKind | undefined): string =>
  `npx underlay deploy ${lab}${onKind(kind)}`;

const onKind = (kind: HostKind | undefined): string => (kind === undefined ? "" : ` --host-kind ${kind}`);
