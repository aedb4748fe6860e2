import { inOneLine } from "../../figures/plain-text.ts";
import { hardwareOf, hardwareText } from "../../results/hardware.ts";
import { failures } from "../comparison/notes.ts";
import { type Gated, headings, rowsOf, sentence, surety } from "./figures.ts";
import { otherImpairments } from "./impairments.ts";

/** A gate's answer as Markdown, for a pull request's summary. */
export function gateMarkdown(record: Gated): string {
  const { gate, environment } = record;
  const table = [headings, headings.map(() => "---"), ...rowsOf(gate, ({ verdict }) => verdict)];
  const failed = failures(record);
  return [
    `### ${plain(gate.lab)} against ${plain(gate.origin ?? gate.reference)}: ${gate.verdict}`,
    plain(sentence(record)),
    table.map(row).join("\n"),
    plain(surety(gate)),
    ...otherImpairments(record).map(plain),
    ...(failed.length === 0 ? [] : [failed.map((reason) => `- failed: ${plain(reason)}`).join("\n")]),
    plain(
      `${hardwareText(hardwareOf(record))}; ${environment.cpus} CPUs, ${environment.cpuModel}; Linux ${environment.kernel}`,
    ),
    "",
  ].join("\n\n");
}

const row = (cells: readonly string[]): string => `| ${cells.map(plain).join(" | ")} |`;

/** Text that is no markup to Markdown, and stays in its cell. */
const plain = (text: string): string => inOneLine(text).replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
