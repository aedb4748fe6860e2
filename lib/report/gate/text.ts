import { aligned, wrapped } from "../../figures/columns.ts";
import { oneLine } from "../../figures/plain-text.ts";
import { failures } from "../comparison/notes.ts";
import { type Gated, headings, rowsOf, sentence, surety } from "./figures.ts";
import { otherImpairments } from "./impairments.ts";
import { missingIn } from "./missing.ts";

/** A gate's answer for the terminal. */
export function gateText(record: Gated): string {
  const rows = rowsOf(record.gate, ({ verdict }) => verdict);
  return [
    ...aligned([headings.map((name) => name.toUpperCase()), ...rows]),
    "",
    ...wrapped(sentence(record), ""),
    ...wrapped(surety(record.gate), ""),
    ...[...missingIn(record.gate), ...otherImpairments(record)].flatMap((text) => wrapped(text, "")),
    ...failures(record).map((reason) => oneLine(`failed: ${reason}`)),
  ].join("\n");
}
