import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { failures } from "../comparison/notes.ts";
import { markdownTable, plain } from "../markdown.ts";
import { type Gated, headings, rowsOf, sentence, surety } from "./figures.ts";
import { otherImpairments } from "./impairments.ts";
import { missingIn } from "./missing.ts";

/** A gate's answer as Markdown, for a pull request's summary. */
export function gateMarkdown(record: Gated): string {
  const { gate, environment } = record;
  const rows = rowsOf(gate, ({ verdict }) => verdict).map((cells) => cells.map(plain));
  const failed = failures(record);
  return [
    `### ${plain(gate.lab)} against ${plain(gate.origin ?? gate.reference)}: ${gate.verdict}`,
    plain(sentence(record)),
    markdownTable(headings, rows),
    plain(surety(gate)),
    ...[...missingIn(gate), ...otherImpairments(record)].map(plain),
    ...(failed.length === 0 ? [] : [failed.map((reason) => `- failed: ${plain(reason)}`).join("\n")]),
    plain(
      `${hardwareText(hardwareOf(record))}; ${environment.cpus} CPUs, ${environment.cpuModel}; Linux ${environment.kernel}`,
    ),
    "",
  ].join("\n\n");
}
