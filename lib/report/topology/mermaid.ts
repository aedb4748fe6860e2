import { inOneLine } from "../../figures/plain-text.ts";
import type { Drawn } from "./drawn.ts";
import { type Box, outlineOf } from "./outline.ts";

/** A lab as a flowchart of Mermaid, which e.g. GitHub draws where it stands in a fenced block. */
export function mermaidText(drawn: Drawn, title: string): string {
  const { segments, machines, wires } = outlineOf(drawn);
  const faulty = machines.filter(({ fault }) => fault).map(({ id }) => id);
  return [
    // YAML takes a string of JSON.
    ...["---", `title: ${JSON.stringify(inOneLine(title))}`, "---", "flowchart TB"],
    ...segments.map((segment) => `  ${segment.id}([${quoted(segment.lines)}])`),
    ...machines.flatMap(machineLines),
    ...wires.map(({ from, to, text }) => `  ${from} ---|${quoted([text])}| ${to}`),
    ...(faulty.length === 0 ? [] : [`  classDef fault ${faultStyle}`, `  class ${faulty.join(",")} fault`]),
    "",
  ].join("\n");
}

const faultStyle = "fill:#fde8e9,stroke:#a3142a,stroke-dasharray:4";

const machineLines = ({ id, lines, inside }: Box): string[] =>
  inside.length === 0
    ? [`  ${id}[${quoted(lines)}]`]
    : [
        `  subgraph ${id} [${quoted(lines)}]`,
        ...inside.map((workload) => `    ${workload.id}[${quoted(workload.lines)}]`),
        "  end",
      ];

/** In quotes nothing is Mermaid's own but these, which it takes as entities without an ampersand. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/[#"<>&`\\]/g, (character) => `#${character.codePointAt(0)};`)).join("<br>")}"`;
