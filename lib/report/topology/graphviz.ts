import type { Graph, Viz } from "@viz-js/viz";
import { drawColours, painted, propertyOf } from "./colours.ts";

/** Loaded with the first drawing, and once. */
let loading: Promise<Viz> | undefined;

async function render(graph: Graph, format: "svg" | "canon"): Promise<string> {
  loading ??= import("@viz-js/viz").then(({ instance }) => instance());
  return (await loading).renderString(graph, { format, engine: "dot" });
}

/** Lays a graph out with `dot` and gives its SVG, in the page's own colours. */
export const drawGraph = async (graph: Graph): Promise<string> =>
  painted(await render(graph, "svg"), (name) => `var(${propertyOf(name)})`);

/** The same to stand alone: on white, in plain colours, and with the page's fonts. */
export async function standaloneSvg(graph: Graph): Promise<string> {
  const onWhite = { ...graph, graphAttributes: { ...graph.graphAttributes, bgcolor: "white" } };
  const svg = painted(await render(onWhite, "svg"), (name) => drawColours[name].light);
  return svg.replace(/<svg[^>]*>/, (tag) => `${tag}\n${fonts}`);
}

/** A box's first line is its name, and those below are figures. */
const fonts = `<style>
text { font: 600 13px Helvetica, Arial, "Liberation Sans", sans-serif; }
text ~ text { font: 400 12px Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; }
</style>`;

/** The graph in Graphviz's own language. */
export const dotText = async (graph: Graph): Promise<string> =>
  painted(await render(graph, "canon"), (name) => drawColours[name].light);
