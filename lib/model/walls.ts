import type { LabSpec } from "./lab-spec.ts";

/** The container that keeps a lab's segments apart from the engine's machine. A machine's name has no dot, so none has the same. */
export const wallsOf = ({ name }: Pick<LabSpec, "name">): string => `${name}.walls`;

/** Its name in Terraform's configuration: with an underscore, which no machine's name has. */
export const wallsId = "segment_walls";
