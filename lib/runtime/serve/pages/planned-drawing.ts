import type { LabSpec } from "../../../model/lab-spec.ts";
import type { Html } from "../../../report/html.ts";
import { topologyDrawing } from "../../../report/topology/drawing.ts";
import { planned } from "../../../report/topology/drawn.ts";

/** A lab as it was declared. */
export const plannedDrawing = (lab: LabSpec): Promise<Html> =>
  topologyDrawing({ ...planned(lab), name: lab.name });
