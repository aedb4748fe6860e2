import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { App } from "cdktf";
import { contextOf } from "../lib/constructs/context.ts";
import type { Lab } from "../lib/constructs/lab.ts";
import { synthesize } from "../lib/constructs/synthesize.ts";
import type { addLabOf as addYaml } from "../lib/lab-files/file.ts";
import { LabError, type Problem } from "../lib/model/errors.ts";
import { hostKinds } from "../lib/model/host-kinds.ts";
import { assumedInstallation, parseInstallation } from "../lib/model/installation.ts";
import { notASwitch, unknownHostKind } from "../lib/model/lab-errors.ts";
import { overlapsBetween } from "../lib/model/problems/between-labs.ts";
import type { Synthesis, UnsoundLab } from "../lib/model/synthesis.ts";
import { type Declared, declareLabs, type LabFile } from "./declare.ts";

/** Labs in YAML, loaded with the first one: what reads them takes its time. */
export const addLabOf = async (...file: Parameters<typeof addYaml>): Promise<Lab> =>
  (await import("../lib/lab-files/file.ts")).addLabOf(...file);

/**
 * The cdktf app, which runs in the project's folder; `packageDir` is Underlay's own. A lab that is unsound is left out and named; all others are synthesised. The environment says more:
 *
 * UNDERLAY_HOST_KIND  the kind of hosts that labs leave open
 * UNDERLAY_USER_NAMESPACE=0  makes no user namespaces
 * UNDERLAY_INSTANCE   the number of every lab whose file names none; several, with commas between, make as many copies
 * UNDERLAY_ONLY       the names of the labs to synthesise, with commas between
 * UNDERLAY_SYNTHESIS  a file for what came of it (model/synthesis.ts); with UNDERLAY_DRY=1 that is all that is written.
 *                     With UNDERLAY_YAML=1 it has each lab in YAML, too.
 *                     While a lab file's code runs, the file's name is in another beside it, with `.at` at the end
 */
export async function synthesiseLabs(files: readonly LabFile[], packageDir = "."): Promise<void> {
  const {
    UNDERLAY_HOST_KIND,
    UNDERLAY_INSTANCE,
    UNDERLAY_ONLY,
    UNDERLAY_SYNTHESIS,
    UNDERLAY_DRY,
    UNDERLAY_YAML,
  } = process.env;
  const userNamespace = isOn("UNDERLAY_USER_NAMESPACE");
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
  const at = UNDERLAY_SYNTHESIS && `${UNDERLAY_SYNTHESIS}.at`;
  const apps: App[] = [];
  const all: Declared[] = [];
  // An app for each copy: what an app's context says is the same for all of its labs.
  for (const instance of UNDERLAY_INSTANCE?.split(",").map(Number) ?? [undefined]) {
    const context = { installation, projectDir, packageDir: relative(".", packageDir) };
    const app = new App({
      outdir,
      context: contextOf({ ...context, hostKind, userNamespace, instance }),
    });
    apps.push(app);
    all.push(...(await declareLabs(app, files, { begin: (file) => at && writeFileSync(at, file) })));
  }
  if (at) rmSync(at, { force: true });
  const declared = once(all);
  const wrong = declared.filter(({ problems }) => problems.length > 0);
  // What is wrong with a file is the same in every app.
  const unsound: UnsoundLab[] = [
    ...new Map(wrong.map((each) => [JSON.stringify([each.file, each.problems]), each])).values(),
  ].map(({ file, labs, problems }) => ({ file, names: labs.map(({ node }) => node.id), problems }));
  const sound = declared.filter(({ problems }) => problems.length === 0).flatMap(({ labs }) => labs);
  const fileOf = (lab: Lab) => declared.find(({ labs }) => labs.includes(lab))?.file ?? lab.node.id;
  for (const [lab, problems] of overlaps(sound))
    unsound.push({ file: fileOf(lab), names: [lab.node.id], problems });

  const asked = UNDERLAY_ONLY?.split(",");
  const kept = sound.filter(({ node: { id } }) => !unsound.some(({ names }) => names.includes(id)));
  const chosen = kept.filter(({ node }) => asked?.includes(node.id) ?? true);
  for (const app of apps) {
    for (const child of app.node.children)
      if (!chosen.some((lab) => lab === child)) app.node.tryRemoveChild(child.node.id);
    if (UNDERLAY_DRY !== "1") synthesize(app, installation, projectDir);
  }
  if (UNDERLAY_SYNTHESIS) {
    const yaml = UNDERLAY_YAML === "1" ? await inYaml(kept) : {};
    const files = Object.fromEntries(kept.map((lab) => [lab.node.id, fileOf(lab)]));
    const outcome: Synthesis = { labs: kept.map((lab) => lab.resolve()), files, unsound, yaml };
    writeFileSync(UNDERLAY_SYNTHESIS, JSON.stringify(outcome));
    return;
  }
  for (const { problems } of unsound) console.error(new LabError(problems).message);
  // cdktf goes on with the sound ones; without any there is nothing to go on with.
  if (unsound.length > 0 && kept.length === 0) process.exitCode = 1;
}

async function inYaml(labs: readonly Lab[]): Promise<Record<string, string>> {
  const { yamlOf } = await import("../lib/lab-files/write.ts");
  return Object.fromEntries(labs.map((lab) => [lab.node.id, yamlOf(lab.declare())]));
}

/** Labs whose files say which copy they are, are the same in every app. */
function once(declared: readonly Declared[]): Declared[] {
  const found = new Set<string>();
  const isNew = (name: string) => found.size < found.add(name).size;
  return declared.map((each) => ({ ...each, labs: each.labs.filter(({ node: { id } }) => isNew(id)) }));
}

/** Labs that cannot be up together. A lab that is no longer in the app says nothing of others. */
function overlaps(labs: readonly Lab[]): [Lab, Problem[]][] {
  const found = overlapsBetween(labs.map((lab) => lab.resolve()));
  return labs.flatMap((lab) => {
    const problems = found.filter(({ lab: name }) => name === lab.node.id).map(({ problem }) => problem);
    return problems.length > 0 ? [[lab, problems]] : [];
  });
}

/** A switch of the environment, which is on unless it says otherwise. */
function isOn(variable: string): boolean {
  const value = process.env[variable] || "1";
  if (value !== "0" && value !== "1") throw new LabError([notASwitch(variable, value)]);
  return value === "1";
}
