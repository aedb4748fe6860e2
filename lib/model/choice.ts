import { z } from "zod";

/**
 * One of several things that a lab can have, such as a backend or a kind of probe. Lists of them go by the names that labs in YAML
 * have for them.
 */
export interface Choice<Made> {
  /** What lab files in TypeScript call. */
  make(options: object): Made;
  /** Its options, as labs in YAML give them. */
  readonly schema: z.ZodObject;
}

export type Choices<Made> = Readonly<Record<string, Choice<Made>>>;

/** A name, or a name with options. What each is for is said by the TSDoc of its function, in a file of `folder` (below lib). */
export const choiceSchema = (choices: Choices<unknown>, folder: string): z.ZodType =>
  z.union(
    Object.entries(choices).flatMap(([name, { make, schema }]) => {
      const docs = `${folder}#${make.name}`;
      return [z.literal(name).meta({ docs }), z.strictObject({ [name]: schema.meta({ docs }) })];
    }),
  );
