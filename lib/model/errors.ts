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

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));

export const badName = (path: string, what: string, name: string): Problem => ({
  path,
  message: `${what} name ${JSON.stringify(name)} cannot be used: it becomes part of container names, host names and folders. Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "lab-vxlan".`,
});

export const numberOutOfRange = (
  path: string,
  what: string,
  value: number,
  min: number,
  max: number,
): Problem => ({
  path,
  message: `${what} ${value} is out of range. Use a whole number from ${min} to ${max}.`,
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
  message: "No host is on this segment. Put one on it with { on: segment }, or remove the segment.",
});

export const badNetwork = (path: string, cidr: string): Problem => ({
  path,
  message: `"${cidr}" is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "100.64.4.0/26".`,
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

export const nameTaken = (path: string, name: string, otherPath: string): Problem => ({
  path,
  message: `The name "${name}" is already used by ${otherPath}. Names of hosts, workloads and probes are unique within a lab.`,
});

export const addressTaken = (path: string, address: string, otherPath: string): Problem => ({
  path,
  message: `Address ${address} is already used by ${otherPath}. Give one of the two another number or address.`,
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
  number: number,
  segment: string,
  cidr: string,
  capacity: number,
): Problem => ({
  path,
  message: `Host number ${number} does not fit segment "${segment}" (${cidr}), which numbers ${capacity} hosts. Give the segment a shorter prefixLength.`,
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
  message: `Mode ${mode} sends to next hops that must be neighbours, but no segment joins all hosts (segments: ${list(segments)}). Put all hosts on one segment, or choose a mode with a tunnel, e.g. flannel's vxlan.`,
});
