import type { Crossing, Hop, Machine, Step } from "./trace.ts";

/** Where a packet is for some hops: in a machine, or on the way over a segment. */
export type Place =
  | { readonly kind: "machine"; readonly name: string; readonly rooms: readonly Room[] }
  | { readonly kind: "segment"; readonly crossing: Numbered<Crossing> };

/** A machine's own network namespace, or that of a workload in it. */
export interface Room {
  readonly machine: Machine;
  readonly steps: readonly Numbered<Step>[];
}

/** A hop and its number on the way, from 1. */
export type Numbered<Of extends Hop> = Of & { readonly number: number };

/** The places that a packet passes, in their order. */
export function placesOf(hops: readonly Hop[]): Place[] {
  const places: Place[] = [];
  for (const [index, hop] of hops.entries()) {
    const number = index + 1;
    if (hop.kind === "crossing") {
      places.push({ kind: "segment", crossing: { ...hop, number } });
      continue;
    }
    const name = hop.machine.kind === "workload" ? hop.machine.host : hop.machine.name;
    const last = places.at(-1);
    const here = last?.kind === "machine" && last.name === name ? last.rooms : [];
    if (here.length > 0) places.pop();
    places.push({ kind: "machine", name, rooms: withStep(here, { ...hop, number }) });
  }
  return places;
}

function withStep(rooms: readonly Room[], step: Numbered<Step>): Room[] {
  const last = rooms.at(-1);
  return last !== undefined && isSame(last.machine, step.machine)
    ? [...rooms.slice(0, -1), { ...last, steps: [...last.steps, step] }]
    : [...rooms, { machine: step.machine, steps: [step] }];
}

/** Steps at one device that follow each other, e.g. its route, its neighbour entry and its forwarding entry. */
export function byDevice(steps: readonly Numbered<Step>[]): Numbered<Step>[][] {
  const groups: Numbered<Step>[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.[0]?.device.name === step.device.name) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

const isSame = (a: Machine, b: Machine): boolean => a.kind === b.kind && a.name === b.name;
