import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { Topology } from "../../results/run-record.ts";
import type { Engine } from "../engine/engine.ts";
import { readImpairment } from "./impairments.ts";

/** Hosts, routers and segments of a deployed lab as a run records them, with the impairments that are in place. */
export async function readTopology(engine: Engine, lab: LabSpec): Promise<Topology> {
  const machines = machinesOf(lab).map(async (machine) => ({
    name: machine.name,
    kind: machine.kind,
    interfaces: await Promise.all(
      machine.interfaces.map(async (link) => ({
        ...link,
        impairment: await readImpairment(engine, machine, link),
      })),
    ),
    workloadSubnet: "workloadSubnet" in machine ? machine.workloadSubnet : "",
    workloads: "workloads" in machine ? [...machine.workloads] : [],
  }));
  return {
    segments: lab.segments.map(({ name, cidr, mtu }) => ({ name, cidr, mtu })),
    routing: lab.routing,
    hosts: await Promise.all(machines),
  };
}
