import { hostKinds } from "./host-kinds.ts";
import { shown } from "./shown.ts";

/**
 * Every complaint about a lab, in one place: what is wrong, where, and the fix. The texts are part of
 * the interface and are tested whole.
 */
export interface Problem {
  /** Construct path, e.g. `lab-vxlan/host2`. */
  readonly path: string;
  readonly message: string;
}

/** Problems that stop what was asked; the message lists them all. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `[${path}] ${message}`).join("\n"));
    this.problems = problems;
  }
}

/** What an error says, or whatever else was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));

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
  message: `${what} ${shown(value)} is out of range. Use a whole number from ${min} to ${max}.`,
});

/** An option of a probe; `allowed` completes "Use …". */
export const badOption = (path: string, option: string, value: unknown, allowed: string): Problem => ({
  path,
  message: `${option} ${shown(value)} ${typeof value === "number" ? "is out of range" : "cannot be used"}. Use ${allowed}.`,
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

export const segmentWithoutHosts = (path: string): Problem => ({
  path,
  message:
    "No host is on this segment. Put one on it with { on: segment }, join two routers by it, or remove the segment.",
});

export const badNetwork = (path: string, cidr: unknown): Problem => ({
  path,
  message: `${shown(cidr)} is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "100.64.4.0/26".`,
});

export const networkSize = (path: string, cidr: string, min: number, max: number): Problem => ({
  path,
  message: `${cidr} is no network that a segment can have. Use a prefix length from ${min} to ${max}: hosts, routers and the gateway address need room.`,
});

export const networkUnusable = (path: string, cidr: string, range: string): Problem => ({
  path,
  message: `${cidr} meets ${range}, whose addresses no machine can have. Choose another network, e.g. one of 10.0.0.0/8, or leave cidr out.`,
});

export const losesEverything = (path: string, name: string, value: number): Problem => ({
  path,
  message: `Impairment ${name} ${value} lets no packet through, so no host on the segment would become ready. Use less than 100, or set it while the lab runs, with "npx underlay impair".`,
});

export const segmentDoesNotFit = (path: string, prefixLength: number, block: string): Problem => ({
  path,
  message: `A /${prefixLength} segment no longer fits the lab's address block ${block}. Give the lab's segments a longer prefixLength, or this one a network of its own with cidr.`,
});

export const networksOverlap = (
  path: string,
  cidr: string,
  otherPath: string,
  otherCidr: string,
): Problem => ({
  path,
  message: `${cidr} overlaps ${otherCidr} of ${otherPath}. Give one of them another cidr, or the labs different slots.`,
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

export const addressTaken = (path: string, address: string, otherPath: string): Problem => ({
  path,
  message: `Address ${address} is already used by ${otherPath}. Give one of the two another number or address.`,
});

export const badAddress = (path: string, address: unknown): Problem => ({
  path,
  message: `${shown(address)} is not an IPv4 address. Write it as four decimal numbers, e.g. "100.64.4.7", or leave address out.`,
});

export const noSegment = (path: string, what: string): Problem => ({
  path,
  message: `The ${what} is on no segment. Put it on one, e.g. { on: lab.segment("underlay") }.`,
});

export const notASegment = (path: string, place: unknown): Problem => ({
  path,
  message: `The machine is put on ${shown(place)}, which is no segment. Give { on } what lab.segment("underlay") returns, or { segment, address }.`,
});

export const twiceOnSegment = (path: string, segment: string): Problem => ({
  path,
  message: `The machine is on segment "${segment}" twice, but Docker connects a container to a network once. Leave one of them out.`,
});

export const tooManyWorkloads = (path: string, count: number, subnet: string, capacity: number): Problem => ({
  path,
  message: `The host has ${count} workloads, but its subnet ${subnet} holds ${capacity}. Use at most ${capacity} workloads on a host, and put the others on another.`,
});

export const textExpected = (path: string, what: string, value: unknown, example: string): Problem => ({
  path,
  message: `${what} is ${shown(value)}. Use some text, e.g. "${example}".`,
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

export const addressOutsideSegment = (
  path: string,
  address: string,
  segment: string,
  cidr: string,
): Problem => ({
  path,
  message: `Address ${address} is not a host address of segment "${segment}" (${cidr}); its first, second-last and last address are taken by the network itself. Choose another, or leave address out.`,
});

export const segmentFull = (
  path: string,
  what: string,
  number: number,
  segment: string,
  cidr: string,
  capacity: number,
): Problem => ({
  path,
  message: `${what} number ${number} does not fit segment "${segment}" (${cidr}), which numbers ${capacity} ${what.toLowerCase()}s. Give the segment a shorter prefixLength.`,
});

export const unknownName = (path: string, what: string, name: string, valid: readonly string[]): Problem => ({
  path,
  message: `There is no ${what} "${name}" in this lab. Known: ${list(valid)}.`,
});

export const sameEnds = (path: string, name: string): Problem => ({
  path,
  message: `The probe goes from "${name}" to itself. Choose two different workloads.`,
});

export const mtuTooSmall = (
  path: string,
  mtu: number,
  overhead: number,
  mode: string,
  min: number,
): Problem => ({
  path,
  message: `MTU ${mtu} leaves ${mtu - overhead} bytes for workload packets after ${overhead} bytes of ${mode}; IPv4 needs at least ${min}. Use ${min + overhead} or more.`,
});

export const needsNeighbours = (path: string, mode: string, segments: readonly string[]): Problem => ({
  path,
  message: `Mode ${mode} sends to next hops that must be neighbours, but no segment joins all hosts (segments: ${list(segments)}). Put all hosts on one segment, choose a mode with a tunnel, e.g. flannel's vxlan, or say why the lab is meant to fail with expectBroken.`,
});

export const oneHostOnly = (path: string, mode: string, hosts: number): Problem => ({
  path,
  message: `Mode ${mode} joins the workloads of one host, but the lab has ${hosts} hosts. Keep one host, or choose a mode that joins hosts, e.g. flannel's vxlan.`,
});

export const routerJoinsNothing = (path: string, segments: number): Problem => ({
  path,
  message: `The router is on ${segments} segment${segments === 1 ? "" : "s"}. Put it on two or more, e.g. { on: [left, right] }, or remove it.`,
});

export const noWay = (
  path: string,
  segments: readonly string[],
  first: string,
  needsDatastore: boolean,
): Problem => ({
  path,
  message: `No way leads from this host (segments: ${list(segments)}) to ${first}${needsDatastore ? ", which runs the lab's etcd" : ""}. Put both on one segment, or join their segments with a router, e.g. lab.router("router1", { on: [left, right] }).`,
});

export const segmentTooNarrow = (path: string, mtu: number, host: string, largest: number): Problem => ({
  path,
  message: `MTU ${mtu} is less than the ${largest} bytes that ${host} sends at most, so packets on their way through this segment would be fragmented or dropped. Give it an MTU of ${largest} or more, or the hosts' segments one of ${mtu}.`,
});

export const brokenUntested = (path: string): Problem => ({
  path,
  message: `The lab is expected to be broken, but no probe shows it. Add one that expects silence, e.g. lab.probe(ping({ from, to, expect: "silence" })).`,
});
