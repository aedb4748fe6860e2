import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import { LabError } from "../model/errors.ts";
import type { HostKind } from "../model/host-kinds.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { unknownName } from "../model/names.ts";
import { instanceName } from "../model/resolve.ts";
import type { Synthesis, UnsoundLab } from "../model/synthesis.ts";
import { projectDir, stateDir } from "./project.ts";

/** Where `underlay deploy` has labs synthesised: cdktf has a folder of its own, so the two never write the same file. */
const outdir = join(stateDir, "deploy");

/** The folder with a lab's Terraform configuration, lab.json and files.json. */
export const stackDir = (lab: string): string => join(outdir, "stacks", lab);

export interface SynthesisOptions {
  /** Write the labs' Terraform configuration to `stackDir`. @default false: they are resolved, and that is all */
  readonly write?: boolean;
  /** Labs of which it is written. @default all that are sound */
  readonly only?: readonly string[] | undefined;
  /** What hosts are made of that labs leave open. */
  readonly hostKind?: HostKind | undefined;
  /** The number of labs whose files name none. */
  readonly instance?: number | undefined;
  /** Seconds that all lab files may take together before the one whose code runs then is left out. @default 60 */
  readonly limit?: number;
}

/**
 * Every lab of the labs folder, resolved, by running the cdktf app as cdktf itself does: declaring and executing meet in
 * plain data only. Labs that are unsound are named, and keep no other from being there.
 */
export async function synthesise({
  write = false,
  only,
  hostKind,
  instance,
  limit = 60,
}: SynthesisOptions = {}): Promise<Synthesis> {
  const outcome = join(outdir, `synthesis-${process.pid}.json`);
  await mkdir(outdir, { recursive: true });
  const env = {
    ...process.env,
    CDKTF_OUTDIR: outdir,
    UNDERLAY_SYNTHESIS: outcome,
    UNDERLAY_DRY: write ? "0" : "1",
    ...(only ? { UNDERLAY_ONLY: only.join(",") } : {}),
    ...(hostKind ? { UNDERLAY_HOST_KIND: hostKind } : {}),
    ...(instance === undefined ? {} : { UNDERLAY_INSTANCE: String(instance) }),
  };
  // Files whose code ended the app, or kept it from ending: it begins anew without them.
  const stuck: UnsoundLab[] = [];
  try {
    while (true) {
      const leftOut = { UNDERLAY_LEAVE_OUT: JSON.stringify(stuck.map(({ file }) => file)) };
      const began = Date.now();
      const app = await $({
        cwd: projectDir,
        env: { ...env, ...leftOut },
        quiet: true,
        nothrow: true,
        timeout: `${limit}s`,
      })`node labs/main.mjs`;
      const at = await readFile(`${outcome}.at`, "utf8").catch(() => undefined);
      if (app.exitCode === 0 && at === undefined) {
        const { labs, unsound }: Synthesis = JSON.parse(await readFile(outcome, "utf8"));
        return { labs, unsound: [...unsound, ...stuck] };
      }
      const ended =
        Date.now() - began >= limit * 1000
          ? `not ended after ${limit} s`
          : `ended with ${app.signal ?? `status ${app.exitCode}`}`;
      if (at === undefined)
        throw new Error(
          `the labs cannot be read: ${app.stderr.trim().split("\n").slice(0, 6).join("\n") || ended}`,
        );
      await rm(`${outcome}.at`);
      const message = `While the file's code ran, the program that reads it has ${ended}. Let the code throw an error instead.`;
      stuck.push({ file: at, names: [], problems: [{ path: at, message }] });
    }
  } finally {
    for (const file of [outcome, `${outcome}.at`]) await rm(file, { force: true });
  }
}

/**
 * The labs of these names, each once; throws with all problems of those that are unsound, and with the nearest name of those that
 * there are not.
 */
export function requireSound(names: readonly string[], { labs, unsound }: Synthesis): LabSpec[] {
  const known = labs.map(({ name }) => name);
  const found = [...new Set(names)].map((name) => {
    const lab = labs.find((candidate) => candidate.name === name);
    if (lab) return { lab, problems: [] };
    const broken = unsound.filter(({ file, names: own }) => own.includes(name) || file === `${name}.ts`);
    if (broken.length > 0) return { lab, problems: broken.flatMap(({ problems }) => problems) };
    const hint =
      unsound.length === 0 ? "" : ` (${unsound.map(({ file }) => file).join(", ")} cannot be read)`;
    return { lab, problems: [{ path: "labs", message: unknownName("lab", name, known) + hint }] };
  });
  const problems = found.flatMap(({ problems }) => problems);
  if (problems.length > 0) throw new LabError(problems);
  return found.flatMap(({ lab }) => lab ?? []);
}

/** A file and why it is left out, for people. */
export const unsoundText = ({ unsound }: Synthesis): string =>
  unsound.map(({ file, problems }) => `${file} is left out:\n${new LabError(problems).message}`).join("\n");

/** `--instance N` of names given without one; every name once, however often it was given. */
export const numbered = (names: readonly string[], instance: number | undefined): string[] => [
  ...new Set(names.map((name) => instanceName(name, instance ?? 0))),
];
