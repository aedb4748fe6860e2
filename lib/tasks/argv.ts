import { z } from "zod";

/** A program and its arguments: no shell reads them. */
export const argv = z
  .array(
    z
      .string()
      .max(10_000, { error: "This argument is too long. Use 10,000 characters at most." })
      .refine((word) => !word.includes("\0"), { error: "An argument cannot have a NUL character." }),
  )
  .min(1, { error: "There is no command here. Give a list of a program and its arguments." })
  .max(100, { error: "These are too many arguments. Use 100 at most." })
  .describe('A program and its arguments, e.g. `["ip", "route"]`. No shell reads them.');
