import type { Resource } from "./resources.ts";

/** What is wrong with resources. */
export interface Complaint {
  /** Whole sentences. */
  readonly message: string;
  /** The resource to be changed; absent where it is not one alone. */
  readonly resource?: Resource;
  /** The field to be changed, from the resource on. */
  readonly at?: readonly PropertyKey[];
}

/** A complaint about a field, e.g. `spec.bgp.asNumber`. */
export const complaint = (resource: Resource, field: string, message: string): Complaint => ({
  message,
  resource,
  at: field.split("."),
});

export const title = ({ kind, metadata }: Resource): string => `${kind} "${metadata.name}"`;
