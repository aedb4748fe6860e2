import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx/core";
import { LabError } from "../../model/errors.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import { instanceName } from "../../model/resolve.ts";
import type { Synthesis, UnsoundLab } from "../../model/synthesis.ts";
import { packageDir, projectDir, stateDir } from "../project.ts";

/**
 * The folder with the Terraform configuration, lab.json and files.json that a lab was last deployed with. cdktf has a folder of
 * its own, so the two never write the same file.
 */
export const stackDir = (lab: string): string => join(stateDir, "deploy/stacks", lab);

export interface SynthesisOptions {
  /** Labs of which it is written. @default all that are sound */
  readonly only?: readonly string[] | undefined;
  /** What hosts are made of that labs leave open. */
  readonly hostKind?: HostKind | undefined;
  /** False makes no user namespaces. @default true: as labs say */
  readonly userNamespace?: boolean | undefined;
  /** The number of labs whose files name none; several make as many copies. */
  readonly instance?: number | readonly number[] | undefined;
  /** Another folder of labs than the project's. */
  readonly folder?: string | undefined;
  /** The files in it that are read. @default all */
  readonly files?: readonly string[] | undefined;
  /** Whether each lab is wanted in YAML as well. @default false */
  readonly yaml?: boolean;
  /** Seconds that all lab files may take together before the one whose code runs then is left out. @default 60 */
  readonly limit?: number;
}

/**
 * Every lab of the labs folder, resolved, by running the cdktf app as cdktf itself does: declaring and executing meet in
 * plain data only. Labs that are unsound are named, and keep no other from being there.
 */
export const synthesise = (options: SynthesisOptions = {}): Promise<Synthesis> =>
  inOwnFolder((folder) => runApp(folder, options));

/**
 * The same, with each lab's stack (what `stackDir` holds of a deployed one) in a folder of its own while `work` runs: a lab that
 * someone else is at work on keeps the stack that it has, until `putStack` is called by who holds its lock.
 */
export const withStacks = <T>(
  options: SynthesisOptions,
  work: (synthesis: Synthesis, stackOf: (lab: string) => string) => Promise<T>,
): Promise<T> =>
  inOwnFolder(async (folder) =>
    work(await runApp(folder, options, true), (lab) => join(folder, "stacks", lab)),
  );

/** Puts a synthesised stack in the place of the lab's last one, of which Terraform's own folder stays: it need not be made again. */
export async function putStack(lab: string, stack: string): Promise<void> {
  const place = stackDir(lab);
  await mkdir(place, { recursive: true });
  for (const name of await readdir(place))
    if (!/^\.terraform/.test(name)) await rm(join(place, name), { recursive: true });
  for (const name of await readdir(stack)) await rename(join(stack, name), join(place, name));
}

/** As deep below the project's folder as `stackDir`'s: stacks have relative links. Named by who uses it, so that it can be told when nobody does. */
async function inOwnFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(stateDir, { recursive: true });
  await removeAbandoned(stateDir);
  const folder = await mkdtemp(join(stateDir, `synthesis-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what a synthesis left that was killed. In `deploy` are those of earlier versions. */
async function removeAbandoned(stateDir: string): Promise<void> {
  for (const folder of [stateDir, join(stateDir, "deploy")])
    for (const name of await readdir(folder).catch(() => [])) {
      const pid = /^synthesis-(\d+)\b/.exec(name)?.[1];
      if (pid !== undefined && !existsSync(join("/proc", pid)))
        await rm(join(folder, name), { recursive: true, force: true });
    }
}

async function runApp(
  folder: string,
  { only, hostKind, userNamespace = true, instance, folder: labs, files, ...options }: SynthesisOptions,
  write = false,
): Promise<Synthesis> {
  const { yaml = false, limit = 60 } = options;
  const outcome = join(folder, "labs.json");
  const env = {
    ...process.env,
    CDKTF_OUTDIR: folder,
    UNDERLAY_SYNTHESIS: outcome,
    UNDERLAY_DRY: write ? "0" : "1",
    ...(only ? { UNDERLAY_ONLY: only.join(",") } : {}),
    ...(hostKind ? { UNDERLAY_HOST_KIND: hostKind } : {}),
    ...(userNamespace ? {} : { UNDERLAY_USER_NAMESPACE: "0" }),
    ...(yaml ? { UNDERLAY_YAML: "1" } : {}),
    // An array is written with commas between.
    ...(instance === undefined ? {} : { UNDERLAY_INSTANCE: String(instance) }),
    ...(labs === undefined ? {} : { UNDERLAY_LABS: labs }),
    ...(files === undefined ? {} : { UNDERLAY_FILES: JSON.stringify(files) }),
  };
  // Files whose code ended the app, or kept it from ending: it begins anew without them.
  const stuck: UnsoundLab[] = [];
  while (true) {
    const leftOut = { UNDERLAY_LEAVE_OUT: JSON.stringify(stuck.map(({ file }) => file)) };
    const began = performance.now();
    const app = await $({
      cwd: projectDir,
      env: { ...env, ...leftOut },
      quiet: true,
      nothrow: true,
      timeout: `${limit}s`,
    })`node ${join(packageDir, "labs/main.mjs")}`;
    const at = await readFile(`${outcome}.at`, "utf8").catch(() => undefined);
    if (app.exitCode === 0 && at === undefined) {
      const { unsound, ...sound }: Synthesis = JSON.parse(await readFile(outcome, "utf8"));
      return { ...sound, unsound: [...unsound, ...stuck] };
    }
    const ended =
      performance.now() - began >= limit * 1000
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
}

/**
 * The labs of these names, each once; throws with all problems of those that are unsound, and with the nearest name of those that
 * there are not.
 */
export function requireSound(
  names: readonly string[],
  { labs, unsound }: Pick<Synthesis, "labs" | "unsound">,
): LabSpec[] {
  const known = labs.map(({ name }) => name);
  const found = [...new Set(names)].map((name) => {
    const lab = labs.find((candidate) => candidate.name === name);
    if (lab) return { lab, problems: [] };
    const broken = unsound.filter(
      ({ file, names: own }) => own.includes(name) || file.replace(/\.(ts|ya?ml)$/, "") === name,
    );
    if (broken.length > 0) return { lab, problems: broken.flatMap(({ problems }) => problems) };
    const hint =
      unsound.length === 0 ? "" : ` (${unsound.map(({ file }) => file).join(", ")} cannot be read)`;
    return {
      lab,
      problems: [{ path: "labs", message: unknownName(`there is no lab "${name}"`, name, known) + hint }],
    };
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
