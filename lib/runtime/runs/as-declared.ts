import { isDeepStrictEqual } from "node:util";
import type { LabSpec } from "../../model/lab-spec.ts";
import { makingFlags, makingOptions } from "../../model/making.ts";
import { deployedLab } from "../labs/labs.ts";
import { requireSound, synthesise } from "../labs/synthesis.ts";
import { Refusal } from "../terminal.ts";

/**
 * Whether a lab that is up is what a deploy would make of its file now; null where this folder of labs has no file of it. Throws a LabError where
 * that may be a file which cannot be read or is unsound.
 */
export async function isAsItsFileSays(lab: LabSpec): Promise<boolean | null> {
  const instance = lab.instance === 0 ? undefined : lab.instance;
  const synthesis = await synthesise({ ...makingOptions(lab.making), instance });
  const now = synthesis.labs.find(({ name }) => name === lab.name);
  // A file that cannot be read has no names.
  if (!now && synthesis.unsound.length > 0) requireSound([lab.name], synthesis);
  return now === undefined ? null : isDeepStrictEqual(whatCarries(now), whatCarries(lab));
}

/** What is said of a lab, and how it is measured, makes no other lab of it. */
const whatCarries = (lab: LabSpec) => ({ ...lab, about: "", claims: [], probes: [] });

/** Refuses labs that are up as they were: what was changed in their files since would be judged without having been measured. */
export async function requireAsDeclared(names: readonly string[]): Promise<void> {
  const problems = await Promise.all(
    names.map(async (name) => {
      const lab = await deployedLab(name);
      return lab && (await isAsItsFileSays(lab)) === false ? [changed(lab)] : [];
    }),
  );
  if (problems.flat().length > 0) throw new Refusal(problems.flat().join("\n"));
}

function changed(lab: LabSpec): string {
  const copy = lab.instance === 0 ? [] : ["--instance", String(lab.instance)];
  const deploy = ["npx underlay deploy", lab.lab, ...copy, ...makingFlags(lab.making)].join(" ");
  return `${lab.name} is up, and not as its file says by now. Bring it there with: ${deploy}.`;
}
