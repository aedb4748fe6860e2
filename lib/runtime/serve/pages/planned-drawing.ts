import type { LabSpec } from "../../../model/lab-spec.ts";
import type { Html } from "../../../report/html.ts";
import { topologyDrawing } from "../../../report/topology/drawing.ts";
import { planned } from "../../../report/topology/drawn.ts";
import { Remembered } from "./remembered.ts";

/** By the labs' names. Graphviz draws in the server's only thread. */
const drawings = new Remembered<Promise<Html>>();

/** A lab as it was declared. */
export function plannedDrawing(lab: LabSpec): Promise<Html> {
  const drawn = { ...planned(lab), name: lab.name };
  return drawings.get(lab.name, JSON.stringify(drawn), () => {
    const drawing = topologyDrawing(drawn);
    drawing.catch(() => drawings.forget(lab.name));
    return drawing;
  });
}
