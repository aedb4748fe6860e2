import type { z } from "zod";

/** A record's file: what it is called, the format that this version writes, and its shape. */
export interface RecordFormat<T> {
  readonly file: string;
  readonly schema: number;
  readonly shape: z.ZodType<T>;
}

/** A record, or why there is none: a clause that begins with "it" or the place of what is wrong. */
export type Read<T> = { readonly record: T } | { readonly reason: string };

/** Reads a record's text. What an earlier version left out is filled in by the shape; another format is refused with its reason. */
export function readRecord<T>(text: string, { schema, shape }: RecordFormat<T>): Read<T> {
  if (text.trim() === "") return { reason: "it is empty" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: "it is cut off, or no JSON at all" };
  }
  const { schema: own, environment } = Object(value);
  if (typeof own !== "number") return { reason: "it is no record of Underlay: it names no format (schema)" };
  return own === schema ? shaped(value, shape) : { reason: otherFormat(own, schema, environment) };
}

function otherFormat(own: number, schema: number, environment: unknown): string {
  const writer = Object(environment).underlay ?? "unknown";
  const difference = `it is in format ${own}; this version of Underlay reads format ${schema}`;
  return own > schema
    ? `${difference}. Update Underlay: a later version wrote it (${writer})`
    : `${difference}. Read it with the version that wrote it (${writer}), or probe the lab again`;
}

/** A value of a shape, or the first complaint: of what is not of this version's format it tells enough. */
function shaped<T>(value: unknown, shape: z.ZodType<T>): Read<T> {
  const { data, error } = shape.safeParse(value);
  if (!error) return { record: data };
  const [issue] = error.issues;
  const place = issue?.path.join(".") ?? "";
  return { reason: place === "" ? `${issue?.message}` : `${place}: ${issue?.message}` };
}
