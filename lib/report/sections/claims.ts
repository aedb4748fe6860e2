import type { Claim, Evidence, Verdict } from "../../claims/claim.ts";
import { claims as allClaims } from "../../claims/claims.ts";
import { isAlone, judgeAlone } from "../../claims/judge.ts";
import { plural, shellLine } from "../../figures/format.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { signs } from "../claim-text.ts";
import { type Html, html } from "../html.ts";
import { folded, listing, row, type Section, section, table } from "../section.ts";

/** The claims of which this run shows something by itself. */
export const claims: Section = (run) => {
  const own = allClaims.filter(({ checks }) => checks.some((check) => isAlone(check, run.lab)));
  if (own.length === 0) return null;
  return section(
    "claims",
    "Claims",
    html`What the article says of this lab, checked against this run. On a figure that is only stated no verdict rests.`,
    html`${own.map((claim) => claimPart(claim, run))}`,
  );
};

function claimPart(claim: Claim, run: RunRecord): Html {
  const { verdict, evidence, needs } = judgeAlone(claim, run);
  // A claim that fails by this run fails whatever the other labs' runs show.
  const open = needs.length > 0 && verdict !== "fails";
  return html`<h3>${claim.id} ${open ? chip("plain", "…", "not judged here") : chip(tones[verdict], signs[verdict], verdict)}</h3>
<p>${claim.sentence}</p>
${needs.length > 0 && html`<p class="muted">It is judged by runs of ${needs.join(", ")} as well: <code>npx underlay claims ${run.lab}</code></p>`}
${table(`Evidence for ${claim.id}`, ["Verdict", "Fact, and what the run shows"], evidence.map(fact))}
${commandsOf(evidence)}`;
}

const tones: Readonly<Record<Verdict, string>> = { holds: "good", fails: "bad", unknown: "warn" };

const chip = (tone: string, sign: string, word: string): Html =>
  html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;

const fact = ({ what, shows, verdict }: Evidence): Html =>
  row(
    verdict === "stated"
      ? chip("plain", signs.stated, verdict)
      : chip(tones[verdict], signs[verdict], verdict),
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
