import type { Problem } from "./errors.ts";
import { shown } from "./shown.ts";

/** Complaints about segments, the addresses on them, and the ways between them; see errors.ts. */

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));

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

export const prefixLengthsDiffer = (path: string, cidr: string, prefixLength: number): Problem => ({
  path,
  message: `prefixLength is ${prefixLength}, but the segment's cidr is ${cidr}. Leave prefixLength out, or change cidr.`,
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
