import { z } from "zod";

/** What the results of several kinds of probes have in common. */

export const failed = z.object({
  status: z.literal("failed"),
  reason: z.string().describe("Why there is no figure"),
});

export const commandLine = z.array(z.string()).describe("The exact command line, as an argument array");

export const outcome = {
  name: z.string(),
  status: z.enum(["passed", "failed"]),
  reason: z.string().nullable().describe("Why it failed; null when it passed"),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
};

export const endpoints = { from: z.string(), to: z.string() };
