import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { impairedIn } from "../../results/impaired.ts";

/** Impairments that one of the labs has and the others have not: often what a difference comes from. */
export function otherImpairments({ labs }: Pick<ComparisonRecord, "labs">): string[] {
  const told = labs.map(({ name, topology }) => ({ name, impaired: impairedIn(topology) }));
  const texts = new Set(told.map(({ impaired }) => impaired.join("; ")));
  if (texts.size < 2) return [];
  return told.map(({ name, impaired }) => `${name} has ${impaired.join("; ") || "no impairment"}.`);
}
