/**
 * The cdktf app: every lab of this folder, or of the one that UNDERLAY_LABS names, on hosts of the kind that
 * UNDERLAY_HOST_KIND names if it is set. `cdktf.json` calls it;
 * `npx cdktf list` shows what it finds. A lab is a file `lab-*.ts` whose default export adds itself to the app.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { App } from "cdktf";
import { contextOf } from "../lib/constructs/context.ts";
import { synthesize } from "../lib/constructs/synthesize.ts";
import { LabError, type Problem, unknownHostKind } from "../lib/model/errors.ts";
import { hostKinds } from "../lib/model/host-kinds.ts";
import { assumedInstallation, parseInstallation } from "../lib/model/installation.ts";

const record = ".underlay/setup.json";
const recorded = existsSync(record) ? readFileSync(record, "utf8") : undefined;
const installation = parseInstallation(recorded) ?? assumedInstallation;
const outdir = process.env.CDKTF_OUTDIR ?? "cdktf.out";
const projectDir = relative(join(outdir, "stacks", "lab"), ".");
const problems: Problem[] = [];
const { folder: setUpIn } = installation.project;
if (recorded && installation !== assumedInstallation && setUpIn !== resolve("."))
  problems.push({
    path: record,
    message: `This folder was copied or moved: it was set up as ${setUpIn}. Run "npx underlay setup" here before anything else.`,
  });
const asked = process.env.UNDERLAY_HOST_KIND;
const hostKind = hostKinds.find((kind) => kind === asked);
if (asked && !hostKind) problems.push(unknownHostKind(asked));
const app = new App({ outdir, context: contextOf({ installation, projectDir, hostKind }) });

const folder = resolve(process.env.UNDERLAY_LABS ?? import.meta.dirname);
const files = readdirSync(folder).filter((name) => /^lab-.*\.ts$/.test(name));
for (const file of files.sort()) {
  const { default: declare } = (await import(join(folder, file))) as { default: (app: App) => void };
  try {
    declare(app);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    problems.push(...(error instanceof LabError ? error.problems : [{ path: file, message }]));
  }
}

try {
  if (problems.length > 0) throw new LabError(problems);
  synthesize(app, installation, projectDir);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
