import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { ZodError } from "zod";
import { type Claim, type Finding, labsOf } from "../../lib/claims/claim.ts";
import { claimsAbout } from "../../lib/claims/claims.ts";
import { judge, type Latest } from "../../lib/claims/judge.ts";
import { claimText } from "../../lib/report/claim-text.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { readRun } from "../../lib/runtime/run-store.ts";
import { exitCodes, print } from "../../lib/runtime/terminal.ts";

export function claimsCommand(): Command {
  return new Command("claims")
    .description("check the article's claims against the latest runs, with the evidence for each")
    .argument("[lab...]", "only the claims that need one of these labs", [])
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `
Reads the latest finished run of each lab that a claim names; it deploys and measures nothing.
Exits with 0 when all claims hold, 1 when one fails, 2 when none of the labs has a run, and 3 when
none fails but some cannot be judged yet.

Examples:
  $ underlay claims
  $ underlay claims lab-udp lab-vxlan
  $ underlay claims --json | jq -r '.[] | [.id, .verdict] | @tsv'`,
    )
    .action(async (names: string[], { json }: { json?: boolean }) => {
      const chosen = claimsAbout(names);
      const labs = [...new Set(chosen.flatMap(labsOf))];
      const latest = Object.fromEntries(await Promise.all(labs.map(latestRun)));
      const findings = chosen.map((claim) => ({ claim, finding: judge(claim, latest) }));
      if (json) print(findings.map(({ claim, finding }) => asJson(claim, finding, latest)));
      else {
        const texts = findings.map(({ claim, finding }) => claimText(claim, finding, runsOf(claim, latest)));
        console.log([...texts, tally(findings.map(({ finding }) => finding))].join("\n\n"));
      }
      const runs = Object.values(latest).filter((known) => known !== undefined && "run" in known);
      process.exitCode = exitCode(
        findings.map(({ finding }) => finding),
        runs.length,
      );
    });
}

/** What the verdicts amount to, with `runs` runs to judge by. */
export function exitCode(findings: readonly Pick<Finding, "verdict">[], runs: number): number {
  if (runs === 0) return exitCodes.nothingRan;
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

type Known = Readonly<Record<string, Latest | undefined>>;

/** A run that is there and cannot be read is not the same as none. */
async function latestRun(lab: string): Promise<[string, Latest | undefined]> {
  if (!existsSync(join(resultsDir, lab, "latest", "run.json"))) return [lab, undefined];
  try {
    const { record } = await readRun(resultsDir, lab);
    return [lab, { run: record }];
  } catch (error) {
    return [lab, { missing: `its latest run cannot be read: ${complaint(error)}` }];
  }
}

/** Of a record that is not of this version's format, the first complaint tells enough. */
function complaint(error: unknown): string {
  const [issue] = error instanceof ZodError ? error.issues : [];
  if (issue) return `${issue.path.join(".")} in run.json: ${issue.message}`;
  return error instanceof Error ? error.message : String(error);
}

const runName = (known: Latest | undefined): string | null =>
  known && "run" in known ? known.run.run : null;

const runsOf = (claim: Claim, latest: Known): string =>
  labsOf(claim)
    .map((lab) => `${lab} ${runName(latest[lab]) ?? "(no run)"}`)
    .join(", ");

const asJson = (claim: Claim, { verdict, evidence }: Finding, latest: Known) => ({
  id: claim.id,
  verdict,
  sentence: claim.sentence,
  runs: Object.fromEntries(labsOf(claim).map((lab) => [lab, runName(latest[lab])])),
  evidence: evidence.map(({ what, shows, verdict, command }) => ({ what, shows, verdict, command })),
});
