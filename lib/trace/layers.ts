import type { Header, Packet } from "./packet.ts";

/** A header of a packet, and what a step did to it. */
export interface Layer {
  readonly header: Header;
  readonly change: "kept" | "added" | "removed" | "changed";
}

/**
 * What a step did to a packet: the headers that it removed and added (outside, as everywhere in networking),
 * then those that stayed.
 */
export function difference(before: Packet, after: Packet): Layer[] {
  const inside = kept(before, after);
  const outside = (packet: Packet, change: Layer["change"]) =>
    packet.slice(0, packet.length - inside.length).map((header) => ({ header, change }));
  return [...outside(before, "removed"), ...outside(after, "added"), ...inside];
}

/** The headers that both have, compared from the innermost outwards. */
function kept(before: Packet, after: Packet): Layer[] {
  const [left, right] = [before.at(-1), after.at(-1)];
  if (left === undefined || right === undefined || !isSame(left, right)) return [];
  const change = left === right ? "kept" : "changed";
  return [...kept(before.slice(0, -1), after.slice(0, -1)), { header: right, change }];
}

/** True for the same header, also when a router has lowered its TTL. */
function isSame(left: Header, right: Header): boolean {
  if (left === right) return true;
  return (
    left.protocol === "ip" && right.protocol === "ip" && left.src === right.src && left.dst === right.dst
  );
}

/** The packet as a step leaves it. */
export const packetAfter = (layers: readonly Layer[]): Packet =>
  layers.flatMap(({ header, change }) => (change === "removed" ? [] : [header]));

/** The packet as a step found it, but for a TTL that it lowered. */
export const packetBefore = (layers: readonly Layer[]): Packet =>
  layers.flatMap(({ header, change }) => (change === "added" ? [] : [header]));
