import { addressOf, type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import { placeNamed, placeNames } from "../places.ts";
import type { Task } from "./task.ts";

/**
 * Seats are instances of one lab, each with underlay addresses of its own, so texts and commands name them:
 * `{{address host2}}` (the first one of a machine, or a workload's), `{{address router1 right}}` (on that segment) and
 * `{{subnet host2}}` (of its workloads).
 */
const placeholder = /\{\{\s*(address|subnet)\b([^{}]*)\}\}/g;

/** A task as it reads in a lab. What names nothing stays as it is: `unknownIn` tells of it. */
export const taskIn = (lab: LabSpec, task: Task): Task => filled(lab, task);

/** A value, be it data of any shape, with every placeholder in its texts filled in. */
export function filled<T>(lab: LabSpec, value: T): T {
  if (typeof value === "string")
    return value.replaceAll(
      placeholder,
      (whole, what, words) => lookUp(lab, whole, what, words).value ?? whole,
    ) as T & string;
  if (Array.isArray(value)) return value.map((part) => filled(lab, part)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filled(lab, part)])) as T;
}

/** Why placeholders of a text name nothing in a lab, in whole sentences. */
export const unknownIn = (lab: LabSpec, text: string): string[] =>
  [...text.matchAll(placeholder)].flatMap(
    ([whole, what = "", words = ""]) => lookUp(lab, whole, what, words).complaint ?? [],
  );

interface Found {
  readonly value?: string;
  readonly complaint?: string;
}

function lookUp(lab: LabSpec, whole: string, what: string, words: string): Found {
  const [name = "", segment, ...more] = words.trim().split(/\s+/);
  const form = "Write {{address NAME}}, {{address MACHINE SEGMENT}} or {{subnet HOST}}.";
  if (!/^\s+\S/.test(words) || more.length > 0 || (what === "subnet" && segment !== undefined))
    return { complaint: `${whole} is no placeholder. ${form}` };
  if (what === "subnet") return subnetOf(lab, name);
  const machine = machinesOf(lab).find((each) => each.name === name);
  if (segment !== undefined) {
    const segments = machine?.interfaces.map((link) => link.segment) ?? [];
    const address = machine?.interfaces.find((link) => link.segment === segment)?.address;
    if (address !== undefined) return { value: address };
    return { complaint: unknownName(`${name} is not on a segment "${segment}"`, segment, segments) };
  }
  if (machine) return { value: addressOf(machine) };
  const place = placeNamed(lab, name);
  const host = lab.hosts.find((each) => each.name === place?.host);
  const workload = host?.workloads.find((each) => each.name === place?.name);
  return workload
    ? { value: workload.address }
    : { complaint: unknownName(`${lab.lab} has no machine or workload "${name}"`, name, placeNames(lab)) };
}

function subnetOf({ lab, hosts }: LabSpec, name: string): Found {
  const host = hosts.find((each) => each.name === name);
  if (host) return { value: host.workloadSubnet };
  const known = hosts.map((each) => each.name);
  return { complaint: unknownName(`${lab} has no host "${name}"`, name, known) };
}
