import { instances, slots } from "../address-plan.ts";
import type { LabDeclaration } from "../declaration.ts";
import type { Problem } from "../errors.ts";
import * as labErrors from "../lab-errors.ts";
import { routings } from "../lab-spec.ts";
import { within } from "./within.ts";

/** Seconds. */
const day = 86_400;

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

export function ofLab(lab: LabDeclaration): Problem[] {
  const found: Problem[] = [];
  if (!within(lab.slot, 0, slots - 1))
    found.push(labErrors.numberOutOfRange(lab.path, "slot", lab.slot, 0, slots - 1));
  if (!within(lab.instance, 0, instances - 1))
    found.push(labErrors.numberOutOfRange(lab.path, "instance", lab.instance, 0, instances - 1));
  if (!isText(lab.about))
    found.push(labErrors.textExpected(lab.path, "about", lab.about, "what the lab shows"));
  if (lab.readyWithin !== undefined && !within(lab.readyWithin, 1, day))
    found.push(labErrors.numberOutOfRange(lab.path, "readyWithin", lab.readyWithin, 1, day));
  if (!routings.includes(lab.routing))
    found.push(labErrors.notOneOf(lab.path, "routing", lab.routing, routings));
  if (lab.expectBroken !== undefined && !isText(lab.expectBroken))
    found.push(labErrors.textExpected(lab.path, "expectBroken", lab.expectBroken, "why the lab fails"));
  if (lab.hosts.length === 0) found.push(labErrors.noHosts(lab.path));
  const [first, second] = lab.modes;
  if (!first) found.push(labErrors.noMode(lab.path));
  if (first && second) found.push(labErrors.twoModes(second.path, first.path));
  if (lab.expectBroken !== undefined && !lab.probes.some(({ expectsSilence }) => expectsSilence))
    found.push(labErrors.brokenUntested(lab.path));
  return found;
}
