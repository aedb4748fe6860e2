import type { JudgedFigure } from "../../results/comparison/record.ts";
import { html } from "../html.ts";
import { type Gated, lossText, moreText, sentence, suretyOf } from "./figures.ts";

/**
 * A gate's answer as JUnit XML, as CI systems read it: a test case for each figure that is judged. A regression is a failure;
 * what is not sure is an error, since it is no pass either.
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
${figures.map((figure) => testCase(lab, figure))}<system-out>${sentence(record)}</system-out>
</testsuite>
`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suite.markup}`;
}

function testCase(lab: string, figure: JudgedFigure) {
  const { verdict, loss, title } = figure;
  const message = `${lossText(loss.median)}, ${suretyOf(figure)}, ${loss.pairs} rounds`;
  const open = html`<testcase classname="${lab}" name="${title}">`;
  if (verdict === "regression") return html`${open}<failure message="${message}"/></testcase>\n`;
  if (verdict === "inconclusive")
    return html`${open}<error message="${[message, moreText(figure)].filter(Boolean).join("; ")}"/></testcase>\n`;
  return html`${open}<system-out>${verdict}: ${message}</system-out></testcase>\n`;
}
