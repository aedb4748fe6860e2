import { instances } from "./address-plan.ts";

/**
 * In a user namespace the IDs 0 to 65535 of a machine of a lab stand for others of the engine's machine, which nobody there has: its root
 * is nobody. Like addresses they are a pure function of slot, instance and number. Two machines that shared them would still be apart by all
 * other namespaces, but have limits of a user in common (inotify, namespaces).
 */
export const idCount = 65_536;

/** Above those that people, services and Docker's own remapping have (subuid(5)). */
const firstRange = 16;

/** Ranges below 2^32 - 1, which is no ID. */
const ranges = 65_535 - firstRange;

/** Of each block of the address plan: 4096 blocks of 15 leave no two labs with the same, as long as none has more machines. */
const rangesOfBlock = 15;

/** Where among its lab's machines one is: hosts count from below and routers from above, so that a new machine changes no other's. */
export const placeOfHost = (number: number): number => number - 1;
export const placeOfRouter = (number: number): number => rangesOfBlock - number;

/**
 * The first of a machine's IDs on the engine's machine. Beyond fifteen machines the ranges of the next instances are used, which are another
 * lab's only where that is up as well.
 */
export function firstId(slot: number, instance: number, place: number): number {
  const index = (slot * instances + instance) * rangesOfBlock + place;
  return (firstRange + (((index % ranges) + ranges) % ranges)) * idCount;
}
