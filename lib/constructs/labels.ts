import { ownerLabels, type Project } from "../model/installation.ts";

/** Labels that every engine object of a lab carries: by them a lab is found and removed when no state names it. */
export function labels(
  { project, lab }: { project: Project; lab: string },
  more: Readonly<Record<string, string>>,
) {
  return Object.entries({ ...ownerLabels(project), "underlay.lab": lab, ...more }).map(([label, value]) => ({
    label,
    value,
  }));
}
