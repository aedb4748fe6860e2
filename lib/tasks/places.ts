import { z } from "zod";
import { type LabSpec, machinesOf } from "../model/lab-spec.ts";
import { unknownName } from "../model/names.ts";
import type { Place } from "../probes/bench.ts";
import { addressOf, itself } from "../probes/places.ts";
import type { Complaint } from "./kind.ts";

/** Where something is looked at or done. */
export const place = z
  .string()
  .describe("A workload, host or router of the lab; `HOST/WORKLOAD` where hosts have workloads of one name.");

export const machine = z.string().describe("A host or router of the lab.");

/** The place of a name: a machine by itself, a workload, or `HOST/WORKLOAD`. */
export function placeNamed(lab: LabSpec, name: string): Place | undefined {
  if (machinesOf(lab).some((each) => each.name === name)) return itself(name);
  return workloadsOf(lab).find((each) => each.name === name || `${each.host}/${each.name}` === name);
}

/** The same; throws with the valid names where there is none. */
export function requirePlace(lab: LabSpec, name: string): Place {
  const found = placeNamed(lab, name);
  if (!found) throw new Error(noPlace(lab, name));
  return found;
}

/** The address of a place by its name; an address or network as it is. */
export function addressAt(lab: LabSpec, name: string): string {
  const found = placeNamed(lab, name);
  return found ? addressOf(lab, found) : name;
}

/** The same with all addresses of a machine: it may be a next hop or a peer by each. */
export function addressesAt(lab: LabSpec, name: string): string[] {
  const found = machinesOf(lab).find((each) => each.name === name);
  return found ? found.interfaces.map(({ address }) => address) : [addressAt(lab, name)];
}

/** The machines of places by their names; none for what names no place. */
export const machinesAt = (lab: LabSpec, ...names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => placeNamed(lab, name)?.host ?? [])),
];

export const placeNames = (lab: LabSpec): string[] =>
  [...machinesOf(lab), ...workloadsOf(lab)].map(({ name }) => name);

/** What is wrong with options that are names, by what is said of each; null for one that is right. */
export const complaintsOf = <Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
  complaint: (name: string) => string | null,
): Complaint[] =>
  names.flatMap((option) => {
    const message = complaint(String(options[option]));
    return message === null ? [] : [{ option, message }];
  });

/** Options that should name places and name nothing. */
export const placeComplaints = <Options extends object>(
  lab: LabSpec,
  options: Options,
  ...names: readonly (keyof Options & string)[]
): Complaint[] => complaintsOf(options, names, (name) => (placeNamed(lab, name) ? null : noPlace(lab, name)));

/** The same for machines. */
export function machineComplaints<Options extends object>(
  lab: LabSpec,
  options: Options,
  ...names: readonly (keyof Options & string)[]
): Complaint[] {
  const known = machinesOf(lab).map((each) => each.name);
  return complaintsOf(options, names, (name) =>
    known.includes(name) ? null : unknownName(`${lab.lab} has no host or router "${name}"`, name, known),
  );
}

/** The machine of a name and its link to a segment; without one, its first. Null where there is none, which `linkComplaints` tells. */
export function linkOf(lab: LabSpec, name: string, segment?: string) {
  const found = machinesOf(lab).find((each) => each.name === name);
  const link =
    segment === undefined ? found?.interfaces[0] : found?.interfaces.find((each) => each.segment === segment);
  return found && link ? { machine: found, link } : null;
}

/** Why a machine has no such link. `option` is what names the machine. */
export function linkComplaints(
  lab: LabSpec,
  { machine: name, segment }: { readonly machine: string; readonly segment?: string | undefined },
  option = "machine",
): Complaint[] {
  const found = machinesOf(lab).find((each) => each.name === name);
  if (!found) return machineComplaints(lab, { [option]: name }, option);
  if (linkOf(lab, name, segment)) return [];
  const own = found.interfaces.map((each) => each.segment);
  const message = unknownName(`${name} is not on a segment "${segment}"`, segment ?? "", own, "It is on");
  return [{ option: "segment", message }];
}

const workloadsOf = ({ hosts }: LabSpec): Place[] =>
  hosts.flatMap((host) => host.workloads.map(({ name }) => ({ name, host: host.name })));

const noPlace = (lab: LabSpec, name: string): string =>
  unknownName(`${lab.lab} has no host, router or workload "${name}"`, name, placeNames(lab));
