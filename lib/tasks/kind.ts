import type { z } from "zod";
import type { LabSpec } from "../model/lab-spec.ts";

/** What kinds of checks and kinds of faults have in common. What they are asked for is plain data: `Options`. */
export interface Kind<Options> {
  /** Its name in files. */
  readonly kind: string;
  /** One line: what it is for, as help and reference have it. */
  readonly about: string;
  /** Its options in files, each described; the JSON Schema and the reference follow. */
  readonly schema: z.ZodObject & z.ZodType<Options>;
  /** In a few words, as results name it. */
  says(options: Options): string;
  /** What of it a lab does not have. @default nothing */
  problems?(options: Options, lab: LabSpec): Complaint[];
}

/** What is wrong with an option although it has the right shape: a sentence with the fix. */
export interface Complaint {
  readonly option: string;
  readonly message: string;
}
