import {
  type InterfaceSpec,
  type LabSpec,
  type MachineSpec,
  machinesOf,
  type SegmentSpec,
  type WorkloadRef,
} from "./lab-spec.ts";
import { unknownName } from "./names.ts";

/** Where a live capture listens: at a machine's end of a segment, on a device that a machine or workload has for itself, or on a whole segment. */
export type CaptureSite =
  | { readonly machine: MachineSpec; readonly link: InterfaceSpec }
  | { readonly inside: WorkloadRef; readonly device: string }
  | { readonly segment: SegmentSpec };

/**
 * The site that a WHERE names: `host1` (its first segment), `host1:left` (that segment), `host1:docker0` (a device inside), `web1` or
 * `host1/web1` (a workload), `web1:eth0`, or a segment. Throws with the valid names when there is none.
 */
export function captureSite(lab: LabSpec, where: string): CaptureSite {
  const [name = "", part] = splitAt(where, ":");
  if (part === "")
    throw new Error(`${name} has no device "". Leave the colon out, or name a device or segment behind it.`);
  const [host, workload] = splitAt(name, "/");
  if (workload !== undefined) return inWorkload(lab, workloadOn(lab, host, workload), part);
  const machine = machinesOf(lab).find((each) => each.name === name);
  if (machine) return part === undefined ? firstLink(machine) : atMachine(lab, machine, part);
  const found = workloadsOf(lab).find((each) => each.name === name);
  const segment = lab.segments.find((each) => each.name === name);
  if (found && segment)
    throw new Error(
      `${lab.name} has a workload and a segment "${name}". Write ${found.host}/${name} for the workload, or HOST:${name} for a machine's end of the segment.`,
    );
  if (found) return inWorkload(lab, found, part);
  if (segment && part !== undefined)
    throw new Error(
      `"${name}" is a segment, which has no device "${part}". Write ${name} for the whole segment, or HOST:${name} for a machine's end of it.`,
    );
  if (segment) return { segment };
  throw new Error(
    unknownName(`${lab.name} has no host, router, workload or segment "${name}"`, name, namesIn(lab)),
  );
}

/** What captures can be made at, without devices. */
const namesIn = (lab: LabSpec): string[] =>
  [...machinesOf(lab), ...workloadsOf(lab), ...lab.segments].map(({ name }) => name);

/** A site in a few words: `host1 on underlay`, `client eth0`. */
export function siteText(site: CaptureSite): string {
  if ("segment" in site) return `segment ${site.segment.name}`;
  return "link" in site
    ? `${site.machine.name} on ${site.link.segment}`
    : `${site.inside.name} ${site.device}`;
}

const workloadsOf = ({ hosts }: LabSpec): WorkloadRef[] =>
  hosts.flatMap((host) => host.workloads.map(({ name }) => ({ name, host: host.name })));

function workloadOn(lab: LabSpec, host: string, name: string): WorkloadRef {
  const machine = lab.hosts.find((each) => each.name === host);
  const hosts = lab.hosts.map((each) => each.name);
  if (!machine) throw new Error(unknownName(`${lab.name} has no host "${host}"`, host, hosts));
  if (machine.workloads.some((each) => each.name === name)) return { name, host };
  const known = machine.workloads.map((each) => each.name);
  throw new Error(unknownName(`${host} has no workload "${name}"`, name, known));
}

/** Where any two workloads have a link of their own, a workload has as many devices as others. */
const inWorkload = ({ mode }: LabSpec, inside: WorkloadRef, device?: string): CaptureSite => ({
  inside,
  device: device ?? (mode.pairwise ? "any" : "eth0"),
});

function firstLink(machine: MachineSpec): CaptureSite {
  const [link] = machine.interfaces;
  if (!link) throw new Error(`${machine.name} is on no segment`);
  return { machine, link };
}

function atMachine(lab: LabSpec, machine: MachineSpec, part: string): CaptureSite {
  const link = machine.interfaces.find(({ segment }) => segment === part);
  if (link) return { machine, link };
  const own = machine.interfaces.map(({ segment }) => segment).join(", ");
  if (lab.segments.some(({ name }) => name === part))
    throw new Error(`${machine.name} is not on segment "${part}". It is on: ${own}.`);
  return { inside: { name: machine.name, host: machine.name }, device: part };
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
