import type { AttachmentDeclaration } from "../model/declaration.ts";
import type { Segment } from "./segment.ts";

/** A machine's place on a segment. */
export interface Attachment {
  readonly segment: Segment;
  /**
   * An address of one's own choosing on the segment.
   * @default - follows from the machine's number, see the address plan
   */
  readonly address?: string;
}

/** The segments that a machine is on: one, several, or with an address of one's own choosing. */
export type Attachments = Segment | Attachment | readonly (Segment | Attachment)[];

export const declareAttachments = (on: Attachments): AttachmentDeclaration[] =>
  [on].flat().map((place) => {
    const { segment, address } = "segment" in place ? place : { segment: place, address: undefined };
    return { segment: segment.name, address };
  });
