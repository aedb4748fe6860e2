import { addressBlock, defaultSegmentPrefixLength } from "../address-plan.ts";
import { isNetwork, overlaps, range } from "../cidr.ts";
import type { LabDeclaration, SegmentDeclaration } from "../declaration.ts";
import type { Problem } from "../errors.ts";
import { impairmentComplaints } from "../impairment.ts";
import * as labErrors from "../lab-errors.ts";
import type { LabSpec } from "../lab-spec.ts";
import { isName } from "../names.ts";
import * as networkErrors from "../network-errors.ts";
import { unusableRange } from "../usable-network.ts";
import { within } from "./within.ts";

/** The smallest MTU that IPv4 allows a link (RFC 791: every module must forward 68 octets; hosts must take 576). */
export const smallestMtu = 576;

/** The largest IPv4 packet (RFC 791). */
export const largestMtu = 65_535;

/** What is wrong with each segment in itself. Machines are told by name where they are, so names come first. */
export const ofSegments = ({ segments, hosts, routers }: LabDeclaration): Problem[] =>
  segments.flatMap((segment, index) => {
    const { path, name } = segment;
    const other = [...segments.slice(0, index), ...hosts, ...routers].find((each) => each.name === name);
    return [...ofSegment(segment), ...(other ? [labErrors.segmentNameTaken(path, name, other.path)] : [])];
  });

function ofSegment({ path, name, cidr, prefixLength, mtu, impairment = {} }: SegmentDeclaration) {
  const found: Problem[] = [];
  if (!isName(name)) found.push(labErrors.badName(path, "segment", name));
  if (cidr !== undefined) found.push(...ofNetwork(path, cidr));
  if (prefixLength !== undefined && !within(prefixLength, 22, 29))
    found.push(labErrors.numberOutOfRange(path, "prefixLength", prefixLength, 22, 29));
  else if (prefixLength !== undefined && isNetwork(cidr) && range(cidr).prefixLength !== prefixLength)
    found.push(networkErrors.prefixLengthsDiffer(path, cidr, prefixLength));
  if (!within(mtu, smallestMtu, largestMtu))
    found.push(labErrors.numberOutOfRange(path, "mtu", mtu, smallestMtu, largestMtu));
  const complaints = impairmentComplaints(impairment).map((message) => ({ path, message }));
  if (complaints.length === 0)
    for (const name of ["loss", "corrupt"] as const)
      if (impairment[name] === 100) found.push(networkErrors.losesEverything(path, name, impairment[name]));
  return [...found, ...complaints];
}

/** Prefix lengths of networks that a lab chooses itself. */
const sizes = { min: 8, max: 29 } as const;

function ofNetwork(path: string, cidr: string): Problem[] {
  if (!isNetwork(cidr)) return [networkErrors.badNetwork(path, cidr)];
  const { min, max } = sizes;
  const unusable = unusableRange(cidr);
  return [
    ...(within(range(cidr).prefixLength, min, max) ? [] : [networkErrors.networkSize(path, cidr, min, max)]),
    ...(unusable === null ? [] : [networkErrors.networkUnusable(path, cidr, unusable)]),
  ];
}

/** Segments nobody is on, and networks that do not fit or overlap. */
export function ofSpace(lab: LabDeclaration, { segments, workloadNetwork }: LabSpec): Problem[] {
  const block = addressBlock(lab.slot, lab.instance);
  const resolved = (name: string) => segments.find((segment) => segment.name === name);
  return lab.segments.flatMap((segment, index) => {
    const found: Problem[] = [];
    if (isIdle(lab, segment.name)) found.push(networkErrors.segmentWithoutHosts(segment.path));
    const cidr = resolved(segment.name)?.cidr;
    if (cidr === undefined) {
      const prefixLength = segment.prefixLength ?? defaultSegmentPrefixLength;
      return [...found, networkErrors.segmentDoesNotFit(segment.path, prefixLength, block)];
    }
    if (overlaps(cidr, workloadNetwork))
      found.push(networkErrors.networksOverlap(segment.path, cidr, "the workloads", workloadNetwork));
    for (const earlier of lab.segments.slice(0, index)) {
      const other = resolved(earlier.name)?.cidr;
      if (other && overlaps(cidr, other))
        found.push(networkErrors.networksOverlap(segment.path, cidr, earlier.path, other));
    }
    return found;
  });
}

/** True for a segment without hosts, unless it joins routers. */
function isIdle({ hosts, routers }: LabDeclaration, segment: string): boolean {
  const on = (machines: LabDeclaration["routers"]) =>
    machines.filter(({ attachments }) => attachments.some((place) => place.segment === segment)).length;
  return on(hosts) === 0 && on(routers) < 2;
}
