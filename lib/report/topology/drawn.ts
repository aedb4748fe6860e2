import { oneLine } from "../../figures/plain-text.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { RunRecord, Topology } from "../../results/run-record.ts";

/** What is drawn: a run, a lab that runs, or one as it is planned; then no probes have recorded the machines' state. */
export interface Drawn extends Pick<RunRecord, "topology" | "probes"> {
  /** What is to be said of machines, by name. @default nothing */
  readonly remarks?: ReadonlyMap<string, Remark>;
}

/** A line below a machine's name. */
export interface Remark {
  readonly text: string;
  /** Whether the machine is to be drawn as one that does not do what it should. */
  readonly fault: boolean;
}

/** A lab as it is planned. */
export const planned = (lab: LabSpec): Drawn => ({ topology: plannedTopology(lab), probes: [] });

const plannedTopology = (lab: LabSpec): Topology => ({
  segments: lab.segments.map(({ name, cidr, mtu }) => ({ name, cidr, mtu })),
  routing: lab.routing,
  hosts: machinesOf(lab).map((machine) => ({
    name: machine.name,
    kind: machine.kind,
    interfaces: machine.interfaces.map((link) => ({
      ...link,
      impairment: lab.segments.find(({ name }) => name === link.segment)?.impairment ?? {},
    })),
    workloadSubnet: "workloadSubnet" in machine ? machine.workloadSubnet : "",
    workloads: "workloads" in machine ? [...machine.workloads] : [],
  })),
});

/** A machine's remark as the lines of a label: one at most, short enough for a box. */
export function remarkLines({ remarks }: Drawn, machine: string): string[] {
  const text = remarks?.get(machine)?.text;
  if (text === undefined) return [];
  const line = oneLine(text);
  return [line.length > longest ? `${line.slice(0, longest - 1)}…` : line];
}
const longest = 48;

export const isFaulty = ({ remarks }: Drawn, machine: string): boolean =>
  remarks?.get(machine)?.fault ?? false;
