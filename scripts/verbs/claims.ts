import { Command } from "commander";
import { type Claim, type Finding, labsOf } from "../../lib/claims/claim.ts";
import { claimsAbout } from "../../lib/claims/claims.ts";
import { type Judgement, judge, type Known } from "../../lib/claims/judge.ts";
import { claimText } from "../../lib/report/claim-text.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { finishedComparisons, labRuns } from "../../lib/runtime/runs/stored-runs.ts";
import { exitCodes, print } from "../../lib/runtime/terminal.ts";

export function claimsCommand(): Command {
  return new Command("claims")
    .argument("[lab...]", "only the claims that need one of these labs", [])
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `
Reads the latest finished run of each lab that a claim names, and the latest comparison; it deploys and measures
nothing. Labs whose figures are set against each other are judged by runs on the same hardware.
Exits with 0 when all claims hold, 1 when one fails, 2 when there is no run to judge by, and 3 when none fails but
some cannot be judged yet.

Examples:
  $ underlay claims
  $ underlay claims lab-udp lab-vxlan
  $ underlay claims --json | jq -r '.[] | [.id, .verdict] | @tsv'`,
    )
    .action(async (names: string[], { json }: { json?: boolean }) => {
      const chosen = claimsAbout(names);
      const known = await knownOf(chosen);
      const judged = chosen.map((claim): Judged => ({ claim, finding: judge(claim, known) }));
      const findings = judged.map(({ finding }) => finding);
      if (json) print(judged.map(asJson));
      else {
        const texts = judged.map((one) => claimText(one.claim, one.finding, judgedBy(one)));
        console.log([...texts, tally(findings)].join("\n\n"));
      }
      process.exitCode = exitCode(findings, recordsOf(findings));
    });
}

interface Judged {
  readonly claim: Claim;
  readonly finding: Judgement;
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

/** `holds 4, fails 0, unknown 1`. */
function tally(findings: readonly Finding[]): string {
  const number = (wanted: Finding["verdict"]) => findings.filter(({ verdict }) => verdict === wanted).length;
  return (["holds", "fails", "unknown"] as const)
    .map((verdict) => `${verdict} ${number(verdict)}`)
    .join(", ");
}

/** What a finding rests on, in words. */
const judgedBy = ({ claim, finding }: Judged): string =>
  [
    ...labsOf(claim).map((lab) => {
      const run = finding.runs.find((candidate) => candidate.lab === lab);
      return `${lab} ${run ? run.run : "(no run)"}`;
    }),
    ...finding.comparisons.map(
      ({ comparison, labs }) => `${labs.map(({ name }) => name).join(" and ")} in turns, ${comparison}`,
    ),
  ].join(", ") || "nothing yet";

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
