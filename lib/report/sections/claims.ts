import { type Claim, type Evidence, type Finding, subjectOf } from "../../claims/claim.ts";
import { claims as allClaims } from "../../claims/claims.ts";
import { isAlone, judgeAlone } from "../../claims/judge.ts";
import { plural, shellLine } from "../../figures/format.ts";
import type { Verdict } from "../../results/judged-claim.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { notJudged, signs } from "../claim-text.ts";
import { type Html, html } from "../html.ts";
import { folded, listing, row, type Section, section, table } from "../section.ts";

/** The claims that the run's lab lists, and those of which the run shows something because they are about its lab; each once. */
export const claims: Section = (run) => {
  const own = allClaims.flatMap((claim) => {
    const listed = run.claims?.find(({ id }) => id === claim.id);
    if (listed) return [listedPart(claim, listed)];
    return claim.checks.some((check) => isAlone(check, run.lab)) ? [ownPart(claim, run)] : [];
  });
  const reason = notJudged(run);
  if (own.length === 0 && reason === null) return null;
  return section(
    "claims",
    "Claims",
    html`What the article says of this lab, and the claims that the lab lists, checked against this run. On a figure that is only stated no verdict rests.`,
    html`${reason !== null && html`<p>${reason}</p>`}${own}`,
  );
};

/** Judged by the run alone, whatever other labs the claim names. */
const listedPart = (claim: Claim, { verdict, evidence }: Finding): Html =>
  claimPart(
    claim,
    evidence,
    verdictChip(verdict),
    html`The lab lists this claim: the run is judged as one of ${subjectOf(claim)} would be.`,
  );

function ownPart(claim: Claim, run: RunRecord): Html {
  const { verdict, evidence, needs } = judgeAlone(claim, run);
  // A claim that fails by this run fails whatever the other labs' runs show.
  const open = needs.length > 0 && verdict !== "fails";
  return claimPart(
    claim,
    evidence,
    open ? chip("plain", "…", "not judged here") : verdictChip(verdict),
    needs.length > 0 &&
      html`It is judged by runs of ${needs.join(", ")} as well: <code>npx underlay claims ${run.lab}</code>`,
  );
}

/** `note` says by what it is judged, where that is not what the claim itself says. */
function claimPart(
  { id, sentence }: Claim,
  evidence: readonly Evidence[],
  verdict: Html,
  note: Html | false,
): Html {
  return html`<h3>${id} ${verdict}</h3>
<p>${sentence}</p>
${note && html`<p class="muted">${note}</p>`}
${table(`Evidence for ${id}`, ["Verdict", "Fact, and what the run shows"], evidence.map(fact))}
${commandsOf(evidence)}`;
}

const tones: Readonly<Record<Verdict, string>> = { holds: "good", fails: "bad", unknown: "warn" };

const chip = (tone: string, sign: string, word: string): Html =>
  html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;

const verdictChip = (verdict: Verdict): Html => chip(tones[verdict], signs[verdict], verdict);

const fact = ({ what, shows, verdict }: Evidence): Html =>
  row(
    verdict === "stated" ? chip("plain", signs.stated, verdict) : verdictChip(verdict),
    shows.includes("\n") ? quoted(what, shows) : beside(what, shows),
  );

/** The markup of the probes' results: a cell that wraps, with what was looked at beside what was seen. */
const beside = (what: string, shows: string): Html =>
  html`<dl class="results"><div><dt>${what}</dt><dd>${shows}</dd></div></dl>`;

/** Output needs the cell's whole width. */
const quoted = (what: string, shows: string): Html =>
  html`<div class="results"><span>${what}</span>${listing(what, shows)}</div>`;

function commandsOf(evidence: readonly Evidence[]): Html | null {
  const shown = evidence.flatMap(({ what, command }) => (command === null ? [] : [{ what, command }]));
  if (shown.length === 0) return null;
  const list = shown.map(
    ({ what, command }) => html`<dt>${what}</dt><dd>${listing(what, shellLine(command))}</dd>\n`,
  );
  return folded(
    `${plural(shown.length, "command line")} that show it`,
    html`<dl class="commands">${list}</dl>`,
  );
}
