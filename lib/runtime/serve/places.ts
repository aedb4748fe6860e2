import { type LabSpec, machinesOf, type WorkloadRef } from "../../model/lab-spec.ts";

/** Where a terminal or a capture is: a machine by itself, or a workload, with the name that pages have for it. */
export interface TerminalPlace extends WorkloadRef {
  /** `host1`, or `host1/web`. */
  readonly label: string;
  /** A machine's kind, or `workload`. */
  readonly kind: string;
  readonly addresses: readonly string[];
}

/** All places of a lab, each machine followed by its workloads. Nothing else is reached by a page. */
export const placesOf = (lab: LabSpec): TerminalPlace[] =>
  machinesOf(lab).flatMap((machine) => [
    {
      ...{ name: machine.name, host: machine.name, label: machine.name, kind: machine.kind },
      addresses: machine.interfaces.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    },
    ...("workloads" in machine ? machine.workloads : []).map(({ name, address }) => ({
      ...{ name, host: machine.name, label: `${machine.name}/${name}`, kind: "workload" },
      addresses: [address],
    })),
  ]);

/** Where captures can be made: every machine's end of a segment, and every workload. Never a whole segment: that is listened to on the engine's machine. */
export const captureSites = (lab: LabSpec): string[] => [
  ...machinesOf(lab).flatMap(({ name, interfaces }) => interfaces.map(({ segment }) => `${name}:${segment}`)),
  ...placesOf(lab).flatMap(({ kind, label }) => (kind === "workload" ? label : [])),
];
