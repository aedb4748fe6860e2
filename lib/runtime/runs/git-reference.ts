import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { $ } from "zx/core";
import type { LabSpec } from "../../model/lab-spec.ts";
import { deployedLab } from "../labs/labs.ts";
import { labsDir, packageDir, projectDir, stateDir } from "../project.ts";
import { Refusal } from "../terminal.ts";
import { withCleanUp } from "../with-clean-up.ts";

/** What a shell ends with that finds no such program. */
const notFound = 127;

/** Where the work trees are meanwhile. */
const references = join(stateDir, "references");

export interface GitReference {
  /** As it was typed: a branch, a tag, a commit. */
  readonly ref: string;
  readonly commit: string;
  /** Where the labs are in the project, and so in its work tree. */
  readonly labs: string;
}

/** What a ref names in the repository that the project lies in. Refuses one that there is not, and labs that are in none of its commits. */
export async function resolveRef(ref: string): Promise<GitReference> {
  const { stdout, exitCode } = await git(
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${ref}^{commit}`,
  );
  if (exitCode === 0) return { ref, commit: stdout.trim(), labs: await labsInRepository() };
  throw new Refusal(await whyNone(ref));
}

/** Why there is no such commit; where git refuses the repository as a whole, e.g. one of another user, in its own words. */
async function whyNone(ref: string): Promise<string> {
  const { stdout, stderr, exitCode } = await git("rev-parse", "--is-inside-work-tree");
  if (stdout.trim() === "true")
    return `There is no commit "${ref}" in this repository. Fetch it, e.g. with git fetch origin ${ref}, and name it origin/${ref}; a shallow clone lacks older commits.`;
  if (exitCode === notFound)
    return `git is not installed, or not in PATH, so nothing is known of "${ref}". Install it, or set the lab against another one with --against-lab.`;
  if (exitCode !== 0 && !stderr.includes("not a git repository"))
    return `git does not read the repository of ${projectDir}, so nothing is known of "${ref}": ${stderr.trim()}`;
  return `${projectDir} is in no git repository, so there is no "${ref}". Set the lab against another one with --against-lab.`;
}

async function labsInRepository(): Promise<string> {
  const folder = labsDir();
  const labs = relative(projectDir, folder) || ".";
  if (/^\.\.(\/|$)/.test(join(await prefix(), labs)))
    throw new Refusal(
      `The labs are in ${folder} (UNDERLAY_LABS), outside of this repository, so there are none of another commit. Set the lab against another one with --against-lab.`,
    );
  return labs;
}

export interface ReferenceOptions {
  readonly lab: string;
  /** The number of the copy that is deployed: one that nothing on the engine has. */
  readonly instance: number;
  /** Further arguments of the deploy. */
  readonly deploy: readonly string[];
  readonly progress: (text: string) => void;
}

/**
 * Deploys a lab as it was at a commit beside the project's own: from a work tree of that commit, which is a project of its own with its
 * own Terraform state, by the version of Underlay that its lock file names. `work` gets the lab as it is deployed; whatever comes of it, lab and
 * work tree are removed.
 */
export async function withLabAt<T>(
  { ref, commit, labs }: GitReference,
  { lab, instance, deploy, progress }: ReferenceOptions,
  work: (lab: LabSpec) => Promise<T>,
): Promise<T> {
  const tree = join(references, commit.slice(0, 12));
  const project = join(tree, await prefix());
  await mkdir(references, { recursive: true });
  // What gates left that were killed, of whatever commit: one gate of a project is at work at a time.
  for (const left of await trees()) await remove(left.tree, left.project);
  const measured = async () => {
    await must(git("worktree", "add", "--detach", "--force", tree, commit), `${ref} cannot be checked out`);
    progress(`${ref}: preparing what is needed for ${lab} as it was there`);
    await installPackages(project);
    await must(underlay(project, ["setup"]), `the set-up of ${ref} failed`);
    const copy = ["--instance", String(instance), "--no-probes", ...deploy];
    // As it is relative to the project: a whole path would name the labs of today.
    const env = { ...process.env, UNDERLAY_LABS: labs };
    await must(
      underlay(project, ["deploy", lab, ...copy], env),
      `${lab} cannot be deployed as it was at ${ref}`,
    );
    const deployed = await deployedLab(`${lab}-${instance}`, project);
    if (!deployed) throw new Error(`${lab} as it was at ${ref} is deployed, and has no state in ${project}`);
    return work(deployed);
  };
  return withCleanUp(measured, () => remove(tree, project));
}

/** The projects of gates that were killed, where one was set up: what they have on the engine is known there alone. */
export async function leftProjects(): Promise<string[]> {
  return (await trees()).map(({ project }) => project).filter(isSetUp);
}

/** All work trees, each with the project in it. */
async function trees(): Promise<{ readonly tree: string; readonly project: string }[]> {
  const inside = await prefix();
  const names = await readdir(references).catch(() => []);
  return names.map((name) => ({ tree: join(references, name), project: join(references, name, inside) }));
}

/** Where the project lies in its repository. */
const prefix = async (): Promise<string> => (await git("rev-parse", "--show-prefix")).stdout.trim();

const isSetUp = (project: string): boolean => existsSync(join(project, ".underlay/setup.json"));

/** A tree whose labs cannot be removed stays, so that they can be. */
async function remove(tree: string, project: string): Promise<void> {
  if (isSetUp(project)) {
    await must(underlay(project, ["destroy", "--all"]), `a lab of ${project} cannot be removed`);
    await underlay(project, ["setup", "--remove"]);
  }
  await rm(tree, { recursive: true, force: true });
  await git("worktree", "prune");
}

/** The packages of this project, where the commit has the same; else those that its lock file names. */
async function installPackages(project: string): Promise<void> {
  const lockOf = (folder: string) => readFile(join(folder, "package-lock.json"), "utf8").catch(() => "");
  if ((await lockOf(project)) === (await lockOf(projectDir)))
    await symlink(join(projectDir, "node_modules"), join(project, "node_modules"));
  else
    await must(
      inFolder(project, ["npm", "ci", "--no-audit", "--no-fund"]),
      "its packages cannot be installed",
    );
}

/** Underlay as that project has it: its own code in a clone of Underlay, the package anywhere else. */
const underlay = (project: string, args: readonly string[], env = process.env) => {
  const program = projectDir === packageDir ? "scripts/underlay.mjs" : "node_modules/.bin/underlay";
  return inFolder(project, ["node", join(project, program), ...args], env);
};

const git = (...args: string[]) => inFolder(projectDir, ["git", ...args]);

const inFolder = (cwd: string, command: readonly string[], env = process.env) =>
  $({ cwd, env, quiet: true, nothrow: true })`${command}`;

async function must(command: ReturnType<typeof inFolder>, what: string): Promise<void> {
  const { exitCode, stderr, stdout } = await command;
  if (exitCode !== 0)
    throw new Error(`${what}: ${(stderr.trim() || stdout.trim()).split("\n").slice(-8).join("\n")}`);
}
