import { z } from "zod";
import { labClaimIds } from "../model/claim-ids.ts";

/** Whether a claim, or a fact of one, is so. What is not known is never taken for either. */
const verdict = z.enum(["holds", "fails", "unknown"]);

export type Verdict = z.infer<typeof verdict>;

/** A claim that a run's lab lists, as that run was judged by it. */
export const judgedClaim = z.object({
  id: z.enum(labClaimIds),
  verdict,
  evidence: z.array(
    z.object({
      what: z.string().describe("The fact"),
      shows: z.string().describe("What was found, with its figures; or why nothing was"),
      verdict: z
        .enum([...verdict.options, "stated"])
        .describe("stated: a figure that belongs to the claim, on which no verdict rests"),
      command: z
        .array(z.string())
        .nullable()
        .describe(
          "A command line that shows it, as it was run or for the deployed lab; null where there is none",
        ),
    }),
  ),
});

export type JudgedClaim = z.infer<typeof judgedClaim>;
