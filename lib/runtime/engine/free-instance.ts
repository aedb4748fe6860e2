import { blockOfInstance, instances } from "../../model/address-plan.ts";
import { contains, overlaps } from "../../model/cidr.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { instanceName } from "../../model/resolve.ts";
import type { EngineObject } from "./objects.ts";

/**
 * The number of the lab's first copy whose names and addresses nothing on the engine has; undefined where there is none, and where a copy
 * would not have other addresses, because the lab's file says which.
 */
export function firstFreeInstance(lab: LabSpec, objects: readonly EngineObject[]): number | undefined {
  const isPlanned = lab.segments.every(({ cidr }) => contains(lab.addressBlock, cidr.split("/")[0] ?? ""));
  if (!isPlanned) return undefined;
  const numbers = Array.from({ length: instances - 1 }, (_, index) => index + 1);
  return numbers.find((number) => {
    const name = instanceName(lab.lab, number);
    const block = blockOfInstance(lab, number);
    const isTaken = (object: EngineObject) =>
      object.lab === name ||
      new RegExp(`^${name}[.-]`).test(object.name) ||
      object.subnets.some((subnet) => overlaps(block, subnet));
    return number !== lab.instance && !objects.some(isTaken);
  });
}
