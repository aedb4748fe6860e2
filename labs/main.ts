import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { App } from "cdktf";
import { contextOf } from "../lib/constructs/context.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { synthesize } from "../lib/constructs/synthesize.ts";
import { LabError, type Problem, unknownHostKind } from "../lib/model/errors.ts";
import { hostKinds } from "../lib/model/host-kinds.ts";
import { assumedInstallation, parseInstallation } from "../lib/model/installation.ts";
import { overlapsBetween } from "../lib/model/problems/between-labs.ts";
import type { Synthesis, UnsoundLab } from "../lib/model/synthesis.ts";

/** A file `lab-*.ts`: its default export adds labs to the app. */
export interface LabFile {
  readonly file: string;
  /** Why it cannot be compiled. */
  readonly broken: string | undefined;
  load(): Promise<{ readonly default?: unknown }>;
}

/**
 * The cdktf app. A lab that is unsound is left out and named; all others are synthesised. The environment says more:
 *
 * UNDERLAY_HOST_KIND  the kind of hosts that labs leave open
 * UNDERLAY_INSTANCE   the number of every lab whose file names none
 * UNDERLAY_ONLY       the names of the labs to synthesise, with commas between
 * UNDERLAY_SYNTHESIS  a file for what came of it (model/synthesis.ts); with UNDERLAY_DRY=1 that is all that is written
 */
export async function synthesiseLabs(files: readonly LabFile[]): Promise<void> {
  const { UNDERLAY_HOST_KIND, UNDERLAY_INSTANCE, UNDERLAY_ONLY, UNDERLAY_SYNTHESIS, UNDERLAY_DRY } =
    process.env;
  const record = ".underlay/setup.json";
  const installation =
    parseInstallation(existsSync(record) ? readFileSync(record, "utf8") : undefined) ?? assumedInstallation;
  const { folder: setUpIn } = installation.project;
  if (installation !== assumedInstallation && setUpIn !== resolve("."))
    throw new LabError([
      {
        path: record,
        message: `This folder was copied or moved: it was set up as ${setUpIn}. Run "npx underlay setup" here before anything else.`,
      },
    ]);
  const outdir = process.env.CDKTF_OUTDIR ?? "cdktf.out";
  const projectDir = relative(join(outdir, "stacks", "lab"), ".");
  const hostKind = hostKinds.find((kind) => kind === UNDERLAY_HOST_KIND);
  if (UNDERLAY_HOST_KIND && !hostKind) throw new LabError([unknownHostKind(UNDERLAY_HOST_KIND)]);
  const instance = UNDERLAY_INSTANCE === undefined ? undefined : Number(UNDERLAY_INSTANCE);
  const app = new App({ outdir, context: contextOf({ installation, projectDir, hostKind, instance }) });

  const unsound: UnsoundLab[] = [];
  const sound: Lab[] = [];
  for (const file of files) {
    const { labs, problems } = await declare(app, file);
    if (problems.length > 0)
      unsound.push({ file: file.file, names: labs.map(({ node }) => node.id), problems });
    else sound.push(...labs);
  }
  for (const [lab, problems] of overlaps(sound))
    unsound.push({ file: sourceOf.get(lab) ?? lab.node.id, names: [lab.node.id], problems });

  const asked = UNDERLAY_ONLY?.split(",");
  const kept = sound.filter(({ node: { id } }) => !unsound.some(({ names }) => names.includes(id)));
  const chosen = kept.filter(({ node }) => asked?.includes(node.id) ?? true);
  for (const child of app.node.children)
    if (!chosen.some((lab) => lab === child)) app.node.tryRemoveChild(child.node.id);
  if (UNDERLAY_DRY !== "1") synthesize(app, installation, projectDir);
  if (UNDERLAY_SYNTHESIS) {
    const outcome: Synthesis = { labs: kept.map((lab) => lab.resolve()), unsound };
    writeFileSync(UNDERLAY_SYNTHESIS, JSON.stringify(outcome));
    return;
  }
  for (const { problems } of unsound) console.error(new LabError(problems).message);
  // cdktf goes on with the sound ones; without any there is nothing to go on with.
  if (unsound.length > 0 && kept.length === 0) process.exitCode = 1;
}

/** Adds a file's labs to the app. Whatever its code does, other files are none the worse. */
async function declare(
  app: App,
  { file, broken, load }: LabFile,
): Promise<{ labs: Lab[]; problems: Problem[] }> {
  const before = app.node.children;
  const added = () => app.node.children.filter((child) => !before.includes(child));
  const labs = () => added().filter((child): child is Lab => child instanceof Lab);
  try {
    if (broken !== undefined) return { labs: [], problems: [{ path: file, message: broken }] };
    const { default: add } = await load();
    if (typeof add !== "function")
      throw new Error("The file has no default export that adds a lab: export default (app) => { … }.");
    await add(app);
    for (const lab of labs()) sourceOf.set(lab, file);
    return { labs: labs(), problems: labs().flatMap((lab) => lab.problems()) };
  } catch (error) {
    if (error instanceof LabError) return { labs: labs(), problems: [...error.problems] };
    return {
      labs: labs(),
      problems: [{ path: file, message: error instanceof Error ? error.message : String(error) }],
    };
  }
}

const sourceOf = new Map<Lab, string>();

/** Labs that cannot be up together. A lab that is no longer in the app says nothing of others. */
function overlaps(labs: readonly Lab[]): [Lab, Problem[]][] {
  const found = overlapsBetween(labs.map((lab) => lab.resolve()));
  return labs.flatMap((lab) => {
    const problems = found.filter(({ lab: name }) => name === lab.node.id).map(({ problem }) => problem);
    return problems.length > 0 ? [[lab, problems]] : [];
  });
}
