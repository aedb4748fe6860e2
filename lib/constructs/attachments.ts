import type { AttachmentDeclaration } from "../model/declaration.ts";
import { namesOf, optionMisuses } from "../model/options.ts";
import type { Segment } from "./segment.ts";

/** A machine's place on a segment. */
export interface Attachment {
  /** The segment that it is on. */
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
  [on ?? []].flat().map((place) => {
    const { segment, address } = isPlace(place) ? place : { segment: place, address: undefined };
    return { segment: isNamed(segment) ? segment.name : segment, address };
  });

/** What places have beside a segment and an address. */
export const placeMisuses = (on: Attachments): string[] =>
  [on ?? []]
    .flat()
    .filter((place) => isPlace(place) && isNamed(place.segment))
    .flatMap((place) => optionMisuses("a place on a segment", known, place));

const known = namesOf<Attachment>({ segment: true, address: true });
const isObject = (place: unknown): place is object => typeof place === "object" && place !== null;
const isPlace = (place: Segment | Attachment): place is Attachment => isObject(place) && "segment" in place;
const isNamed = (segment: unknown): segment is Segment => isObject(segment) && "name" in segment;
