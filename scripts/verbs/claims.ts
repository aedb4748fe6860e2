import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { Command } from "commander";
import { type Claim, type Finding, labsOf } from "../../lib/claims/claim.ts";
import { claimsAbout } from "../../lib/claims/claims.ts";
import { type Judgement, judge, type Known } from "../../lib/claims/judge.ts";
import { messageOf } from "../../lib/model/errors.ts";
import { claimText, judgedBy, tallyOf } from "../../lib/report/claim-text.ts";
import { claimsMarkdown } from "../../lib/report/claims-markdown.ts";
import { otherFile, writeWhole } from "../../lib/runtime/files.ts";
import { projectDir, resultsDir } from "../../lib/runtime/project.ts";
import { type Measured, measureClaims } from "../../lib/runtime/runs/measure-claims.ts";
import { finishedComparisons, labRuns } from "../../lib/runtime/runs/stored-runs.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print, Refusal, refusing, say } from "../../lib/runtime/terminal.ts";
import { requireWritable } from "../asked-files.ts";
import { judging } from "../misuse.ts";

interface Options {
  readonly all?: boolean;
  readonly markdown?: string;
  readonly json?: boolean;
}

/** Where --all writes, in the project's folder. */
const page = "docs/claims-measured.md";

export function claimsCommand(): Command {
  const command = new Command("claims")
    .argument("[lab...]", "only the claims that need one of these labs", [])
    .option("--all", "measure what all claims need: bring up each lab, and take it down again")
    .option("--markdown <file>", `write a page of the verdicts; with --all otherwise ${page}`)
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `
Reads the latest finished run of each lab that a claim names, and the latest comparison that has its figures (a gate
is none); it deploys and measures nothing. Labs whose figures are set against each other are judged by runs on the same
hardware.

With --all it first runs the probes of each of these labs that this machine can run, compares those that are set
against each other, and judges by that alone. It takes as long as all labs take one after the other. What cannot be
run is told with the reason. Interrupted, it keeps what was measured, takes down what it brought up, and leaves the
page as it was.

Exits with 0 when all claims hold, 1 when one fails or it was interrupted, 2 when there is no run to judge by, and 3
when none fails but some cannot be judged yet.

Examples:
  $ underlay claims
  $ underlay claims lab-udp lab-vxlan
  $ underlay claims --all
  $ underlay claims --json | jq -r '.[] | [.id, .verdict] | @tsv'`,
    )
    .action(async (names: string[], { all = false, markdown, json = false }: Options) => {
      if (all && names.length > 0) throw new Refusal("--all is for all claims: name no lab beside it.");
      const file = markdown === undefined ? all && join(projectDir, page) : resolve(markdown);
      if (file) await requireFolder(file);
      const chosen = await refusing(() => claimsAbout(names));
      const known = all ? await measureAll(chosen) : { ...(await knownOf(chosen)), lacking: [] };
      const judged = chosen.map((claim): Judged => ({ claim, finding: judge(claim, known) }));
      const findings = judged.map(({ finding }) => finding);
      if (json) print(judged.map(asJson));
      else console.log([...judged.map(asText), tallyOf(findings)].join("\n\n"));
      if (file) await writePage(file, claimsMarkdown({ judged, lacking: known.lacking }));
      process.exitCode = exitCode(findings, recordsOf(findings));
    });
  return judging(command);
}

interface Judged {
  readonly claim: Claim;
  readonly finding: Judgement;
}

async function measureAll(chosen: readonly Claim[]): Promise<Measured> {
  const signal = interruption();
  const measured = await measureClaims(chosen, {
    installation: requireInstallation(),
    progress: say,
    signal,
  });
  if (signal.aborted)
    throw new Error(
      `It was interrupted: ${measured.taken} of ${measured.asked} steps were measured. They are kept: npx underlay claims judges by them. No page was written.`,
    );
  return measured;
}

/** Refused before what takes minutes, and not behind it. */
async function requireFolder(file: string): Promise<void> {
  const refuse = (error: unknown) => {
    const reason = `${file} cannot be written: ${messageOf(error)}`;
    throw new Refusal(`${reason}. Name another file with --markdown.`, { cause: error });
  };
  await mkdir(dirname(file), { recursive: true }).catch(refuse);
  await requireWritable([["--markdown", file, () => ""]]);
}

async function writePage(file: string, text: string): Promise<void> {
  await writeWhole(file, (temporary) => writeFile(temporary, text), otherFile("--markdown"));
  say(`Page: ${relative(process.cwd(), file)}`);
}

/** The runs of all labs that these claims name, and the comparisons that there are. */
async function knownOf(chosen: readonly Claim[]): Promise<Known> {
  const labs = [...new Set(chosen.flatMap(labsOf))];
  const runs = await Promise.all(labs.map(async (lab) => [lab, await labRuns(resultsDir, lab)] as const));
  return { runs: Object.fromEntries(runs), comparisons: await finishedComparisons(resultsDir) };
}

/** How many runs and comparisons there were to judge by. */
const recordsOf = (findings: readonly Judgement[]): number =>
  findings.reduce((total, { runs, comparisons }) => total + runs.length + comparisons.length, 0);

/** What the verdicts amount to, with so many records to judge by. */
export function exitCode(findings: readonly Pick<Finding, "verdict">[], records: number): number {
  if (records === 0) return exitCodes.nothingRan;
  if (findings.some(({ verdict }) => verdict === "fails")) return exitCodes.failed;
  return findings.some(({ verdict }) => verdict === "unknown") ? exitCodes.warnings : exitCodes.passed;
}

const asText = ({ claim, finding }: Judged): string => claimText(claim, finding, judgedBy(claim, finding));

const asJson = ({ claim, finding: { verdict, evidence, runs, comparisons } }: Judged) => ({
  id: claim.id,
  verdict,
  sentence: claim.sentence,
  runs: Object.fromEntries(
    labsOf(claim).map((lab) => [lab, runs.find((candidate) => candidate.lab === lab)?.run ?? null]),
  ),
  comparisons: comparisons.map(({ comparison }) => comparison),
  evidence: evidence.map(({ what, shows, verdict, command }) => ({ what, shows, verdict, command })),
});
