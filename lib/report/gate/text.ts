import { aligned, wrapped } from "../../figures/columns.ts";
import { oneLine } from "../../figures/plain-text.ts";
import { failures } from "../comparison/figures.ts";
import { figureCells, type Gated, headings, sentence, surety } from "./figures.ts";
import { otherImpairments } from "./impairments.ts";

/** A gate's answer for the terminal. */
export function gateText(record: Gated): string {
  const { figures, shown } = record.gate;
  const rows = [
    ...figures.map(figureCells),
    ...shown.map((each) => [...figureCells(each).slice(0, -1), "not judged"]),
  ];
  return [
    ...aligned([headings, ...rows]),
    "",
    ...wrapped(sentence(record), ""),
    ...wrapped(surety(record.gate), ""),
    ...otherImpairments(record).flatMap((text) => wrapped(text, "")),
    ...failures(record).map((reason) => oneLine(`failed: ${reason}`)),
  ].join("\n");
}
