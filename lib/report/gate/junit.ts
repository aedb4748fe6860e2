import { plural } from "../../figures/format.ts";
import { oneLine } from "../../figures/plain-text.ts";
import type { JudgedFigure } from "../../results/comparison/record.ts";
import { failures } from "../comparison/notes.ts";
import { html } from "../html.ts";
import { type Gated, moreText, resultOf, sentence } from "./figures.ts";
import { missingOf } from "./missing.ts";

/**
 * A gate's answer as JUnit XML, as CI systems read it: a test case for each figure that is judged. A regression is a failure;
 * what is not sure is an error, since it is no pass either. Samples that failed are in the case's text: of a failure some of these systems
 * show the text, others the message, and few show properties.
 */
export function junit(record: Gated): string {
  const { lab, figures } = record.gate;
  const reference = record.gate.origin ?? record.gate.reference;
  const number = (wanted: JudgedFigure["verdict"]) =>
    figures.filter(({ verdict }) => verdict === wanted).length;
  const seconds = (Date.parse(record.finishedAt ?? record.startedAt) - Date.parse(record.startedAt)) / 1000;
  // Not where the clock was set back meanwhile.
  const time = seconds >= 0 && html` time="${seconds.toFixed(1)}"`;
  const suite = html`<testsuite name="${lab} against ${reference}" tests="${figures.length}" failures="${number("regression")}" errors="${number("inconclusive")}"${time} timestamp="${record.startedAt}">
${figures.map((figure) => testCase(record, figure))}<system-out>${sentence(record)}</system-out>
</testsuite>
`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suite.markup}`;
}

function testCase(record: Gated, figure: JudgedFigure) {
  const { verdict, loss, title } = figure;
  const { gate } = record;
  const rounds = `${plural(loss.pairs, "round")}${missingOf(gate, figure).length > 0 ? " with both" : ""}`;
  const message = `${resultOf(gate, figure)}, ${rounds}`;
  const failed = failedOf(record, figure);
  const head = html`<testcase classname="${gate.lab}" name="${title}">`;
  const text = (first: string) => [first, ...failed].join("\n");
  if (verdict === "regression")
    return html`${head}<failure message="${message}">${text(message)}</failure></testcase>\n`;
  if (verdict === "inconclusive") {
    const open = [message, moreText(figure)].filter(Boolean).join("; ");
    return html`${head}<error message="${open}">${text(open)}</error></testcase>\n`;
  }
  return html`${head}<system-out>${text(`${verdict}: ${message}`)}</system-out></testcase>\n`;
}

/** What failed of the probe that a figure is of. */
const failedOf = ({ turns }: Gated, { key }: JudgedFigure): string[] =>
  failures({
    turns: turns.map((turn) => ({
      ...turn,
      results: turn.results.filter(({ name }) => key.startsWith(`${name}/`)),
    })),
  }).map((reason) => oneLine(`failed: ${reason}`));
