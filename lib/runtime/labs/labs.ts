import { AsyncLocalStorage } from "node:async_hooks";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { PlannedChanges } from "../../model/changes.ts";
import { messageOf } from "../../model/errors.ts";
import type { LabSpec, MachineSpec } from "../../model/lab-spec.ts";
import { asFileSays } from "../../model/making.ts";
import { holderOf, takeLock } from "../lock.ts";
import { projectDir, stateDir } from "../project.ts";

/** Where a lab's Terraform state lies. */
export const stateFile = (lab: string, project = projectDir): string =>
  join(project, `terraform.${lab}.tfstate`);

/** Where a lab's logs and its mark lie while it is worked on. */
export const labDir = (name: string): string => join(stateDir, "labs", name);

/** Held while a lab is deployed, destroyed, measured or impaired. Not in the lab's own folder, which is removed with the lab. */
export const labLock = (name: string): string => join(locks, name);
const locks = join(stateDir, "locks");

/** What is at work on labs of this project, each command in its own words. */
export async function workOnLabs(): Promise<string[]> {
  const names = await readdir(locks).catch(() => []);
  const holders = await Promise.all(names.map((name) => holderOf(labLock(name))));
  return [...new Set(holders.flatMap((holder) => holder ?? []))];
}

/** The locks that a command keeps between the steps of its work on a lab; see keepingLabLocks. */
const kept = new AsyncLocalStorage<Map<string, () => Promise<void>>>();

/**
 * Holds the locks of these labs while `work` runs: whoever else would change them meanwhile, or measure them, is refused, and so
 * is this where another is at work. `verb` names it, e.g. "probe". What only reads a lab needs none.
 */
export async function withLabLocks<T>(
  names: readonly string[],
  verb: string,
  work: () => Promise<T>,
): Promise<T> {
  // Locks are taken in alphabetical order, so that of two commands that share labs one gets all of them.
  const sorted = [...new Set(names)].sort();
  const what = `${verb} of ${sorted.join(", ")}`;
  const keeping = kept.getStore();
  const taken: [lab: string, release: () => Promise<void>][] = [];
  try {
    for (const name of sorted)
      if (!keeping?.has(name)) taken.push([name, await takeLock(labLock(name), what)]);
    const result = await work();
    if (keeping) for (const [name, release] of taken.splice(0)) keeping.set(name, release);
    return result;
  } finally {
    for (const [, release] of taken) await release();
  }
}

/**
 * Keeps the lock of every lab that `work` does something to from then on until `work` ends, so that nobody comes between one step
 * and the next. That of a lab where a step fails is free again. It is for the command alone to do one thing at a time to a lab.
 * Where this is part of such work already, locks are kept until all of that ends.
 */
export async function keepingLabLocks<T>(work: () => Promise<T>): Promise<T> {
  if (kept.getStore()) return work();
  const locks = new Map<string, () => Promise<void>>();
  try {
    return await kept.run(locks, work);
  } finally {
    for (const release of locks.values()) await release();
  }
}

/** The names of labs that have a state's file, be the state empty (as cdktf leaves it after a destroy) or not. */
export async function labsWithState(): Promise<string[]> {
  const files = await readdir(projectDir);
  return files.flatMap((file) => /^terraform\.(.+)\.tfstate$/.exec(file)?.[1] ?? []).sort();
}

/** The lab as it was deployed, from its Terraform state; undefined when it is not deployed. */
export async function deployedLab(name: string, project = projectDir): Promise<LabSpec | undefined> {
  const { resources = [] } = await readState(name, { project });
  const preflight = resources.find(({ type, name }) => type === "terraform_data" && name === "preflight");
  const kept = preflight?.instances[0]?.attributes.input?.value;
  return kept === undefined ? undefined : completed(JSON.parse(Buffer.from(kept, "base64").toString()));
}

/** A lab that an earlier version deployed lists no claims, was told nothing, and its machines have no user namespaces, where it says nothing of them. */
function completed(lab: LabSpec): LabSpec {
  const withNone = <Machine extends MachineSpec>(machine: Machine): Machine => ({
    ...machine,
    firstId: machine.firstId ?? null,
  });
  return {
    ...lab,
    claims: lab.claims ?? [],
    making: lab.making ?? asFileSays,
    hosts: lab.hosts.map(withNone),
    routers: lab.routers.map(withNone),
  };
}

/**
 * Terraform's state of a lab; an empty one when there is none. Terraform makes an empty file when it begins and writes it in
 * place, so what is half-written is read once more.
 */
export async function readState(
  name: string,
  { project = projectDir, tries = 20 } = {},
): Promise<TerraformState> {
  const file = stateFile(name, project);
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch (error) {
    if (tries === 0)
      throw new Error(
        `the state of ${name} cannot be read (${messageOf(error)}): ${file}. Remove the lab with: npx underlay destroy ${name}`,
      );
    await delay(50);
    return readState(name, { project, tries: tries - 1 });
  }
}

/** The files that the machines of a deployed lab were given, as digests. */
export const plannedFiles = ({ resources = [] }: TerraformState): PlannedChanges =>
  resources.find(({ type, name }) => type === "terraform_data" && name === "configured")?.instances[0]
    ?.attributes.triggers_replace?.value?.files ?? {};

/** The engine's own IDs of a type of resource that a state names. */
export const idsInState = ({ resources = [] }: TerraformState, type: string): string[] =>
  resources
    .filter((resource) => resource.type === type)
    .flatMap(({ instances }) => instances.flatMap(({ attributes }) => attributes.id ?? []));

/** Terraform's state, as far as it is read here. */
export interface TerraformState {
  readonly resources?: readonly StateResource[];
}

interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly attributes: {
      readonly id?: string;
      readonly input?: { readonly value?: string };
      readonly triggers_replace?: {
        readonly value?: { readonly unfinished?: string; readonly files?: PlannedChanges };
      };
    };
  }[];
}
