import type { z } from "zod";

/**
 * One of several things that a lab can have, such as a backend or a kind of probe. Lists of them go by the names that labs in YAML
 * have for them.
 */
export interface Choice<Made> {
  /** What lab files in TypeScript call. */
  make(options: object): Made;
  /** Its options, as labs in YAML give them and docs/lab.schema.json tells editors. */
  readonly schema: z.ZodObject;
}

export type Choices<Made> = Readonly<Record<string, Choice<Made>>>;
