import { isDeepStrictEqual } from "node:util";
import { type HostKind, hostKinds, sharesKernel } from "../../model/host-kinds.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { deployedLab } from "../labs/labs.ts";
import { synthesise } from "../labs/synthesis.ts";
import { Refusal } from "../terminal.ts";

/** The options of a deploy that makes the same of a lab's file again. */
export function deployedHow(lab: LabSpec): { hostKind: HostKind | undefined; userNamespace: boolean } {
  const kinds = new Set(lab.hosts.map(({ kind }) => kind));
  const containers = machinesOf(lab).filter(sharesKernel);
  return {
    hostKind: hostKinds.find((kind) => kinds.size === 1 && kinds.has(kind)),
    userNamespace: containers.length === 0 || containers.some(({ firstId }) => firstId !== null),
  };
}

/** Whether a lab that is up is what a deploy would make of its file now. */
export async function isAsItsFileSays(lab: LabSpec): Promise<boolean> {
  const instance = lab.instance === 0 ? undefined : lab.instance;
  const { labs } = await synthesise({ ...deployedHow(lab), instance });
  const now = labs.find(({ name }) => name === lab.name);
  return now !== undefined && isDeepStrictEqual(whatCarries(now), whatCarries(lab));
}

/** What is said of a lab, and how it is measured, makes no other lab of it. */
const whatCarries = (lab: LabSpec) => ({ ...lab, about: "", claims: [], probes: [] });

/** Refuses labs that are up as they were: what was changed in their files since would be judged without having been measured. */
export async function requireAsDeclared(names: readonly string[]): Promise<void> {
  const problems = await Promise.all(
    names.map(async (name) => {
      const lab = await deployedLab(name);
      if (!lab || (await isAsItsFileSays(lab))) return [];
      return `${name} is up, and not as its file says by now. Bring it there with: npx underlay deploy ${name}. Or destroy it: it is brought up as its file says, and taken down again.`;
    }),
  );
  if (problems.flat().length > 0) throw new Refusal(problems.flat().join("\n"));
}
