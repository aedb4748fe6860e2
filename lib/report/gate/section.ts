import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { type Html, html } from "../html.ts";
import { row, section, table } from "../section.ts";
import { badge } from "../verdict.ts";
import { type Gated, headings, rowsOf, sentence, surety } from "./figures.ts";
import { otherImpairments } from "./impairments.ts";
import { missingIn } from "./missing.ts";

const isGated = (record: ComparisonRecord): record is Gated => record.gate !== null;

/** What a gate made of a comparison, for its page: no section for one that judges nothing. */
export function gateSection(record: ComparisonRecord): Html[] {
  if (!isGated(record)) return [];
  const verdict = section(
    "verdict",
    "Verdict",
    sentence(record),
    html`${table(
      "Verdict",
      headings,
      rowsOf(record.gate, ({ verdict }) => badge(verdict)).map(([title, ...cells]) => row(title, ...cells)),
    )}
${[surety(record.gate), ...missingIn(record.gate), ...otherImpairments(record)].map((text) => html`<p class="muted">${text}</p>`)}`,
  );
  return [verdict];
}
