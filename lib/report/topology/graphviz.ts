import { type Graph, instance } from "@viz-js/viz";

/**
 * Graphviz turns colours it doesn't know into black, and it doesn't know CSS custom properties. So
 * drawings use these stand-ins, and the finished SVG gets the page's custom properties in their place.
 */
export const ink = {
  host: "#010101",
  hostBorder: "#010102",
  device: "#010103",
  deviceBorder: "#010104",
  tunnel: "#010105",
  tunnelBorder: "#010106",
  workload: "#010107",
  workloadBorder: "#010108",
  wire: "#010109",
  bus: "#01010a",
  text: "#01010b",
} as const;

let loading: ReturnType<typeof instance> | undefined;

/** Lays a graph out with `dot` and gives its SVG. */
export async function drawGraph(graph: Graph): Promise<string> {
  loading ??= instance();
  const viz = await loading;
  const svg = viz.renderString(graph, { format: "svg", engine: "dot" });
  return Object.entries(ink).reduce(
    (drawn, [name, colour]) => drawn.replaceAll(`"${colour}"`, `"var(--draw-${kebab(name)})"`),
    svg,
  );
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
