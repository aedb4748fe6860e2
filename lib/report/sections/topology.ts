import { type Section, section } from "../section.ts";
import { topologyDrawing } from "../topology/drawing.ts";

export const topology: Section = async (run) =>
  section(
    "topology",
    "Topology",
    "Segments are the thick lines. Inside each host: its underlay interface, the devices that its routes use, and its workloads.",
    await topologyDrawing(run),
  );
