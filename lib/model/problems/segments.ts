import { addressBlock, defaultSegmentPrefixLength } from "../address-plan.ts";
import { isNetwork, overlaps, range } from "../cidr.ts";
import type { LabDeclaration, SegmentDeclaration } from "../declaration.ts";
import * as errors from "../errors.ts";
import { impairmentComplaints } from "../impairment.ts";
import type { LabSpec } from "../lab-spec.ts";
import { isName } from "../names.ts";
import { unusableRange } from "../usable-network.ts";
import { within } from "./within.ts";

/** The smallest MTU that IPv4 allows a link (RFC 791: every module must forward 68 octets; hosts must take 576). */
export const smallestMtu = 576;

/** The largest IPv4 packet (RFC 791). */
export const largestMtu = 65_535;

/** What is wrong with each segment in itself. Machines are told by name where they are, so names come first. */
export const ofSegments = ({ segments, hosts, routers }: LabDeclaration): errors.Problem[] =>
  segments.flatMap((segment, index) => {
    const { path, name } = segment;
    const other = [...segments.slice(0, index), ...hosts, ...routers].find((each) => each.name === name);
    return [...ofSegment(segment), ...(other ? [errors.segmentNameTaken(path, name, other.path)] : [])];
  });

function ofSegment({ path, name, cidr, prefixLength, mtu, impairment = {} }: SegmentDeclaration) {
  const found: errors.Problem[] = [];
  if (!isName(name)) found.push(errors.badName(path, "segment", name));
  if (cidr !== undefined) found.push(...ofNetwork(path, cidr));
  if (prefixLength !== undefined && !within(prefixLength, 22, 29))
    found.push(errors.numberOutOfRange(path, "prefixLength", prefixLength, 22, 29));
  if (!within(mtu, smallestMtu, largestMtu))
    found.push(errors.numberOutOfRange(path, "mtu", mtu, smallestMtu, largestMtu));
  const complaints = impairmentComplaints(impairment).map((message) => ({ path, message }));
  if (complaints.length === 0)
    for (const name of ["loss", "corrupt"] as const)
      if (impairment[name] === 100) found.push(errors.losesEverything(path, name, impairment[name]));
  return [...found, ...complaints];
}

/** Prefix lengths of networks that a lab chooses itself. */
const sizes = { min: 8, max: 29 } as const;

function ofNetwork(path: string, cidr: string): errors.Problem[] {
  if (!isNetwork(cidr)) return [errors.badNetwork(path, cidr)];
  const { min, max } = sizes;
  const unusable = unusableRange(cidr);
  return [
    ...(within(range(cidr).prefixLength, min, max) ? [] : [errors.networkSize(path, cidr, min, max)]),
    ...(unusable === null ? [] : [errors.networkUnusable(path, cidr, unusable)]),
  ];
}

/** Segments nobody is on, and networks that do not fit or overlap. */
export function ofSpace(lab: LabDeclaration, { segments, workloadNetwork }: LabSpec): errors.Problem[] {
  const block = addressBlock(lab.slot, lab.instance);
  const resolved = (name: string) => segments.find((segment) => segment.name === name);
  return lab.segments.flatMap((segment, index) => {
    const found: errors.Problem[] = [];
    if (isIdle(lab, segment.name)) found.push(errors.segmentWithoutHosts(segment.path));
    const cidr = resolved(segment.name)?.cidr;
    if (cidr === undefined) {
      const prefixLength = segment.prefixLength ?? defaultSegmentPrefixLength;
      return [...found, errors.segmentDoesNotFit(segment.path, prefixLength, block)];
    }
    if (overlaps(cidr, workloadNetwork))
      found.push(errors.networksOverlap(segment.path, cidr, "the workloads", workloadNetwork));
    for (const earlier of lab.segments.slice(0, index)) {
      const other = resolved(earlier.name)?.cidr;
      if (other && overlaps(cidr, other))
        found.push(errors.networksOverlap(segment.path, cidr, earlier.path, other));
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
