import { blockOfInstance, instances } from "../../model/address-plan.ts";
import { contains, overlaps } from "../../model/cidr.ts";
import type { LabSpec, SegmentSpec } from "../../model/lab-spec.ts";
import { instanceName } from "../../model/resolve.ts";
import type { EngineObject } from "./objects.ts";

/** The segments whose networks a lab's file says: every copy of the lab would have the same. */
export const chosenSegments = (lab: LabSpec): SegmentSpec[] =>
  lab.segments.filter(({ cidr }) => !contains(lab.addressBlock, cidr.split("/")[0] ?? ""));

/** The numbers from 1 of a lab's copies whose names and addresses nothing on the engine has. */
export function freeInstances(lab: LabSpec, objects: readonly EngineObject[]): number[] {
  const numbers = Array.from({ length: instances - 1 }, (_, index) => index + 1);
  return numbers.filter((number) => {
    const name = instanceName(lab.lab, number);
    const block = blockOfInstance(lab, number);
    const isTaken = (object: EngineObject) =>
      object.lab === name ||
      new RegExp(`^${name}[.-]`).test(object.name) ||
      object.subnets.some((subnet) => overlaps(block, subnet));
    return !objects.some(isTaken);
  });
}

/** The first of them that is another than the lab itself; undefined where there is none, and where a copy would have the same addresses. */
export const firstFreeInstance = (lab: LabSpec, objects: readonly EngineObject[]): number | undefined =>
  chosenSegments(lab).length === 0
    ? freeInstances(lab, objects).find((number) => number !== lab.instance)
    : undefined;
