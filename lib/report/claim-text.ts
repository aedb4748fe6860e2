import { type Claim, type Evidence, type Finding, labsOf } from "../claims/claim.ts";
import type { Judgement } from "../claims/judge.ts";
import { filled, terminalWidth, wrapped } from "../figures/columns.ts";
import { shellLine } from "../figures/format.ts";
import { oneLine, withoutControls } from "../figures/plain-text.ts";
import type { RunRecord } from "../results/run-record.ts";

/** What tells a fact that holds from one that does not, without colour. */
export const signs: Readonly<Record<Evidence["verdict"], string>> = {
  holds: "✓",
  fails: "✗",
  unknown: "?",
  stated: "·",
};

/** A claim for the terminal: its verdict and sentence, then each fact with the command that shows it. */
export function claimText({ id, sentence }: Claim, { verdict, evidence }: Finding, runs: string): string {
  return [
    headOf({ id, verdict }),
    ...wrapped(sentence, "  "),
    ...wrapped(`Judged by ${runs}`, "  "),
    ...evidence.flatMap((fact, place) => [
      ...factLines(fact),
      // Facts that one command shows stand together, with the command below the last.
      ...(sameCommand(fact, evidence[place + 1]) ? [] : commandLines(fact)),
    ]),
  ].join("\n");
}

/** What a finding rests on, in words. */
export const judgedBy = (claim: Claim, { runs, comparisons }: Judgement): string =>
  [
    ...labsOf(claim).map((lab) => {
      const run = runs.find((candidate) => candidate.lab === lab);
      return `${lab} ${run ? run.run : "(no run)"}`;
    }),
    ...comparisons.map(
      ({ comparison, labs }) => `${labs.map(({ name }) => name).join(" and ")} in turns, ${comparison}`,
    ),
  ].join(", ") || "nothing yet";

/** `holds 4, fails 0, unknown 1`. */
export function tallyOf(findings: readonly Pick<Finding, "verdict">[]): string {
  const number = (wanted: Finding["verdict"]) => findings.filter(({ verdict }) => verdict === wanted).length;
  return (["holds", "fails", "unknown"] as const)
    .map((verdict) => `${verdict} ${number(verdict)}`)
    .join(", ");
}

/** A line for each claim that the run's lab lists, and what one lacks that does not hold. */
export function listedClaims(run: RunRecord): string[] {
  const reason = notJudged(run);
  if (reason !== null) return [reason];
  return (run.claims ?? []).flatMap((claim) => [
    headOf(claim),
    ...claim.evidence
      .filter(({ verdict }) => verdict === "fails" || verdict === "unknown")
      .flatMap(factLines),
  ]);
}

/** Why the claims that the run's lab lists have no verdict; null where they have, or it lists none. */
export function notJudged({ claims, only, status }: RunRecord): string | null {
  if (claims !== null) return null;
  const reason =
    only !== null
      ? "the run has only some of its probes"
      : status === "interrupted"
        ? "the run was interrupted"
        : "the run is not over";
  return `The claims that the lab lists were not judged: ${reason}.`;
}

const headOf = ({ id, verdict }: Pick<Claim, "id"> & Pick<Finding, "verdict">): string =>
  `${signs[verdict]} ${id}: ${verdict}`;

function factLines({ what, shows, verdict }: Evidence): string[] {
  const lines = shows.split("\n");
  const own = `${signs[verdict]} ${what}: ${lines.length === 1 ? shows : ""}`;
  const quoted = lines.length === 1 ? [] : lines.map((line) => `      ${withoutControls(line)}`);
  return [...wrapped(own, "  ", "    "), ...quoted];
}

const sameCommand = (fact: Evidence, next: Evidence | undefined): boolean =>
  fact.command !== null && JSON.stringify(fact.command) === JSON.stringify(next?.command);

/** A command line that is too long is broken as a shell reads it, so that it can still be pasted. */
function commandLines({ command }: Evidence): string[] {
  if (command === null) return [];
  const parts = command.map((part) => oneLine(shellLine([part])));
  const lines = filled(parts, terminalWidth - "      ".length - " \\".length);
  return lines.map((line, place) => {
    const indent = place === 0 ? "      " : "        ";
    return `${indent}${line}${place < lines.length - 1 ? " \\" : ""}`;
  });
}
