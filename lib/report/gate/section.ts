import type { ComparisonRecord, JudgedFigure } from "../../results/comparison/record.ts";
import { type Html, html } from "../html.ts";
import { row, section, table } from "../section.ts";
import { badge } from "../verdict.ts";
import { figureCells, type Gated, headings, sentence, surety } from "./figures.ts";
import { otherImpairments } from "./impairments.ts";

const isGated = (record: ComparisonRecord): record is Gated => record.gate !== null;

/** What a gate made of a comparison, for its page: no section for one that judges nothing. */
export function gateSection(record: ComparisonRecord): Html[] {
  if (!isGated(record)) return [];
  const { figures, shown } = record.gate;
  const line = (figure: JudgedFigure, verdict: Html | string) => {
    const [title = "", ...cells] = figureCells(figure).slice(0, -1);
    return row(title, ...cells, verdict);
  };
  const verdict = section(
    "verdict",
    "Verdict",
    sentence(record),
    html`${table(
      "Verdict",
      headings.map((name) => name.charAt(0) + name.slice(1).toLowerCase()),
      [
        ...figures.map((figure) => line(figure, badge(figure.verdict))),
        ...shown.map((figure) => line(figure, "not judged")),
      ],
    )}
${[surety(record.gate), ...otherImpairments(record)].map((text) => html`<p class="muted">${text}</p>`)}`,
  );
  return [verdict];
}
