import type { Graph } from "@viz-js/viz";
import { inOneLine } from "../../figures/plain-text.ts";
import { ink } from "./colours.ts";

export type Subgraph = NonNullable<Graph["subgraphs"]>[number];
export type Node = NonNullable<Graph["nodes"]>[number];
export type Edge = NonNullable<Graph["edges"]>[number];

/** Helvetica's widths are measured a little larger than the page draws it, so that kindred fonts fit as well. */
export const textAttributes = { fontname: "Helvetica", fontsize: 14, fontcolor: ink.text } as const;

/** What a box stands for; each has its own fill and border. */
export const box = {
  host: filled(ink.host, ink.hostBorder),
  device: filled(ink.device, ink.deviceBorder),
  tunnel: filled(ink.tunnel, ink.tunnelBorder),
  workload: filled(ink.workload, ink.workloadBorder),
  fault: filled(ink.fault, ink.faultBorder),
} as const;

function filled(fillcolor: string, color: string) {
  return { style: "rounded,filled", fillcolor, color };
}

/** A name with lines of figures below it. The page sets the first line bold and the others in its mono font. */
export const label = (name: string, ...lines: readonly string[]) => ({
  label: [name, ...lines].map(literally).join("\\n"),
});

/** Graphviz reads `\N`, `\n` and entities in a label: text out of a record has neither. */
function literally(text: string): string {
  return inOneLine(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\");
}
