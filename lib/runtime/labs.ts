import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { $ } from "zx";
import type { LabSpec } from "../model/lab-spec.ts";
import { nearest } from "../model/names.ts";
import { stateFile } from "./leftovers.ts";
import { projectDir, stateDir } from "./project.ts";

/**
 * Every lab of the labs folder, resolved, by running the cdktf app as cdktf itself does: declaring and
 * executing meet in plain data only. Throws with the app's own complaint when a lab is not sound.
 */
export async function synthesiseLabs(): Promise<LabSpec[]> {
  const outdir = await mkdtemp(join(projectDir, "cdktf.out-"));
  try {
    const app = await $({
      cwd: projectDir,
      env: { ...process.env, CDKTF_OUTDIR: outdir },
      quiet: true,
      nothrow: true,
    })`node_modules/.bin/tsx labs/main.ts`;
    if (app.exitCode !== 0) throw new Error(app.stderr.trim());
    const stacks = (await readdir(join(outdir, "stacks"))).sort();
    return await Promise.all(stacks.map((stack) => readSpec(join(outdir, "stacks", stack, "lab.json"))));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** The lab that the last synthesis for a deploy wrote. */
export const synthesisedLab = (name: string): Promise<LabSpec> =>
  readSpec(join(outputDir(name), "stacks", name, "lab.json"));

async function readSpec(file: string): Promise<LabSpec> {
  return JSON.parse(await readFile(file, "utf8"));
}

/** The lab as it was deployed, from its Terraform state; undefined when it is not deployed. */
export async function deployedLab(name: string): Promise<LabSpec | undefined> {
  const { resources = [] } = await readState(name);
  const preflight = resources.find(({ type, name }) => type === "terraform_data" && name === "preflight");
  const kept = preflight?.instances[0]?.attributes.input?.value;
  return kept === undefined ? undefined : JSON.parse(kept);
}

/** Terraform's state of a lab. Terraform writes it in place, so what is half-written is read once more. */
async function readState(name: string, tries = 20): Promise<{ resources?: StateResource[] }> {
  const text = await readFile(stateFile(name), "utf8").catch(() => "{}");
  try {
    return JSON.parse(text);
  } catch (error) {
    if (tries === 0) throw error;
    await delay(50);
    return readState(name, tries - 1);
  }
}

interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: { readonly input?: { readonly value?: string } } }[];
}

/** The deployed lab of this name; throws with the fix, and the nearest name, when there is none. */
export async function requireDeployed(name: string): Promise<LabSpec> {
  const lab = await deployedLab(name);
  if (lab) return lab;
  const labs = await synthesiseLabs();
  requireKnown(name, labs);
  throw new Error(`lab "${name}" is not deployed. Deploy it with: npx underlay deploy ${name}`);
}

/** The lab of this name; throws with the nearest and all known names when there is none. */
export function requireKnown(name: string, labs: readonly LabSpec[]): LabSpec {
  const lab = labs.find((candidate) => candidate.name === name);
  if (lab) return lab;
  const known = labs.map((candidate) => candidate.name);
  const near = nearest(name, known);
  throw new Error(
    `there is no lab "${name}"${near ? `; did you mean "${near}"?` : "."} Known labs: ${known.join(", ") || "none"}.`,
  );
}

/** Where a lab is synthesised for a deploy: in a folder of its own, so that labs can be deployed at the same time. */
export const outputDir = (name: string): string => join(labDir(name), "cdktf.out");

/** Where a lab's lock and mark lie while it is worked on. */
export const labDir = (name: string): string => join(stateDir, "labs", name);
