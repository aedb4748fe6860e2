import { z } from "zod";
import { argv } from "../argv.ts";
import type { FaultKind } from "../fault-kind.ts";
import { place, placeComplaints, placeNamed, requirePlace } from "../places.ts";
import { bounded, told } from "../run/ask.ts";

const schema = z.strictObject({
  at: place,
  run: argv.describe(
    "What breaks it, and ends with status 0: a program and its arguments. No shell reads them.",
  ),
  undo: argv.describe(
    "What takes it back, and ends with status 0 also where nothing is broken, or somebody mended it.",
  ),
  label: z
    .string()
    .optional()
    .describe("What it is called on record. Default: the command, which tells all."),
});
type Options = z.infer<typeof schema>;

/** For whatever no other kind breaks. That taking it back leaves nothing is up to whoever writes its two commands. */
export const commandFault: FaultKind<Options> = {
  kind: "command",
  about: "What a command of your own breaks, and another one takes back.",
  schema,
  says: ({ at, run, label }) => label ?? `${run.join(" ")} at ${at}`,
  problems: (options, lab) => placeComplaints(lab, options, "at"),
  changes: ({ at, run }) => `what ${run.join(" ")} changes at ${at}`,

  look: () => Promise.resolve(null),

  async apply({ at, run }, bench) {
    await told(bench, requirePlace(bench.lab, at), bounded(run));
  },

  async undo({ at, undo }, bench) {
    const there = placeNamed(bench.lab, at);
    if (there) await told(bench, there, bounded(undo));
  },
};
