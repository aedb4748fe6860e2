import { labClaimIds } from "./claim-ids.ts";
import type { Problem } from "./errors.ts";
import { hostKinds } from "./host-kinds.ts";
import { unknownName as amongKnown } from "./names.ts";
import { shown } from "./shown.ts";

/** Complaints about a lab: its names, hosts, workloads, mode and probes. Those about its networks are in network-errors.ts. */

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));

/** What is wrong with a value: that there is none, or `fault`. */
const missingOr = (value: unknown, fault?: string): string =>
  value === undefined
    ? "is missing"
    : fault === undefined
      ? `is ${shown(value)}`
      : `${shown(value)} ${fault}`;

export const badName = (path: string, what: string, name: unknown): Problem => ({
  path,
  message: `${what} name ${shown(name)} cannot be used: it becomes part of container names, host names and folders. Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "lab-vxlan".`,
});

export const numberOutOfRange = (
  path: string,
  what: string,
  value: unknown,
  min: number,
  max: number,
): Problem => ({
  path,
  message: `${what} ${missingOr(value, "is out of range")}. Use a whole number from ${min} to ${max}.`,
});

/** An option of a probe; `allowed` completes "Use …". */
export const badOption = (path: string, option: string, value: unknown, allowed: string): Problem => ({
  path,
  message: `${option} ${missingOr(value, typeof value === "number" ? "is out of range" : "cannot be used")}. Use ${allowed}.`,
});

export const unknownProbeKind = (path: string, kind: unknown, known: readonly string[]): Problem => ({
  path,
  message: `There is no kind of probe ${shown(kind)}. Known: ${list(known)}.`,
});

export const probeTooLong = (path: string, seconds: number, longest: number): Problem => ({
  path,
  message: `The probe would take ${seconds} s; a probe may take ${longest} s at most. Ask for less, or make two probes of it.`,
});

export const unknownHostKind = (kind: string): Problem => ({
  path: "labs",
  message: `There is no kind of host ${JSON.stringify(kind)}. Known: ${list(hostKinds)}.`,
});

export const notASwitch = (variable: string, value: string): Problem => ({
  path: "labs",
  message: `${variable} is ${JSON.stringify(value)}. Use 0 or 1, or leave it out.`,
});

export const noMode = (path: string): Problem => ({
  path,
  message: `The lab has no CNI mode, so its workloads could not reach each other. Add one, e.g. new Flannel(lab, "flannel", { backend: vxlan() }).`,
});

export const twoModes = (path: string, first: string): Problem => ({
  path,
  message: `The lab already has a CNI mode (${first}). Keep one of the two; compare modes with one lab each.`,
});

export const noHosts = (path: string): Problem => ({
  path,
  message: "The lab has no hosts. Add some, e.g. lab.hosts(3, { on: segment }).",
});

export const engineNameTaken = (path: string, taken: string, otherPath: string): Problem => ({
  path,
  message: `The ${taken} would be that of ${otherPath} as well: names on the engine are made of the lab's and the machine's or segment's. Rename one of them.`,
});

export const nameTaken = (path: string, name: string, otherPath: string): Problem => ({
  path,
  message: `The name "${name}" is already used by ${otherPath}. Names of hosts, routers, workloads and probes are unique within a lab.`,
});

export const segmentNameTaken = (path: string, name: string, otherPath: string): Problem => ({
  path,
  message: `The name "${name}" is already used by ${otherPath}. Names of segments, hosts and routers are unique within a lab.`,
});

export const tooManyWorkloads = (path: string, count: number, subnet: string, capacity: number): Problem => ({
  path,
  message: `The host has ${count} workloads, but its subnet ${subnet} holds ${capacity}. Use at most ${capacity} workloads on a host, and put the others on another.`,
});

export const textExpected = (path: string, what: string, value: unknown, example: string): Problem => ({
  path,
  message: `${what} ${missingOr(value)}. Use some text, e.g. "${example}".`,
});

export const notOneOf = (path: string, what: string, value: unknown, valid: readonly string[]): Problem => ({
  path,
  message: `${what} is ${shown(value)}. Use ${valid.map((each) => `"${each}"`).join(" or ")}.`,
});

export const labNameReserved = (name: string, use: string): Problem => ({
  path: "labs",
  message: `A lab cannot be called "${name}": ${use} of that name. Choose another name, e.g. "lab-${name}".`,
});

export const labNameTaken = (name: string): Problem => ({
  path: "labs",
  message: `There are two labs "${name}", but a lab's name is that of its state and of everything it has on the engine. Rename one of them, or give it another instance.`,
});

export const notAHostMaker = (path: string, what: string, kind: unknown): Problem => ({
  path,
  message: `${what} is ${shown(kind)}, which makes no host. Use what a kind of host returns: ${hostKinds.map((each) => `${each}()`).join(" or ")}.`,
});

export const unknownName = (path: string, what: string, name: string, valid: readonly string[]): Problem => ({
  path,
  message: amongKnown(`There is no ${what} "${name}" in this lab`, name, valid),
});

export const sameEnds = (path: string, name: string): Problem => ({
  path,
  message: `The probe goes from "${name}" to itself. Choose two different workloads.`,
});

export const oneHostOnly = (path: string, mode: string, hosts: number): Problem => ({
  path,
  message: `Mode ${mode} joins the workloads of one host, but the lab has ${hosts} hosts. Keep one host, or choose a mode that joins hosts, e.g. flannel's vxlan.`,
});

export const brokenUntested = (path: string): Problem => ({
  path,
  message: `The lab is expected to be broken, but no probe shows it. Add one that expects silence, e.g. lab.probe(ping({ from, to, expect: "silence" })).`,
});

export const notAClaimList = (path: string, given: unknown): Problem => ({
  path,
  message: `claims is ${shown(given)}. Use a list of claims, e.g. ["vxlan-kernel"].`,
});

export const unknownClaim = (path: string, id: unknown): Problem => ({
  path,
  message: amongKnown(`There is no claim ${shown(id)}`, typeof id === "string" ? id : "", labClaimIds),
});

export const claimCompared = (path: string, id: unknown): Problem => ({
  path,
  message: `Claim ${shown(id)} sets labs against each other, which the run of one lab cannot show. Remove it: "npx underlay compare" probes labs in turns, and "npx underlay claims" judges it by that.`,
});

export const claimTwice = (path: string, id: unknown): Problem => ({
  path,
  message: `Claim ${shown(id)} is listed twice. Keep one of the two.`,
});

export const claimsUntested = (path: string): Problem => ({
  path,
  message:
    "The lab lists claims, but has no probe that they could be judged by. Add those that docs/claims.md names.",
});
