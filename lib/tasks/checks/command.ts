import { z } from "zod";
import { argv } from "../argv.ts";
import { type CheckKind, seen } from "../check-kind.ts";
import { machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { ask, bounded } from "../run/ask.ts";
import { mismatch, quoted, textShape, wantedText } from "../text.ts";

const schema = z.strictObject({
  at: place,
  run: argv,
  exit: z.int().min(0).max(255).default(0).describe("The status that it must end with. Default: 0."),
  ...textShape,
  limit: z.int().min(1).max(120).default(20).describe("Seconds after which it is ended. Default: 20."),
});
type Options = z.infer<typeof schema>;

export const commandCheck: CheckKind<Options> = {
  kind: "command",
  about: "What a command prints, and the status that it ends with.",
  schema,
  says: (options) => {
    const { at, run, exit } = options;
    const content = wantedText(options);
    return `${at}: ${run.join(" ")} ${content || `ends with status ${exit}`}`;
  },
  problems: (options, lab) => placeComplaints(lab, options, "at"),
  needs: ({ at }, lab) => machinesAt(lab, at),

  async look(options, ground) {
    const { at, run, exit, limit } = options;
    const output = await ask(ground, requirePlace(ground.lab, at), bounded(run, limit), limit);
    const printed = output.stdout + output.stderr;
    const wrong = output.exitCode === exit ? mismatch(output.stdout, options) : `status ${output.exitCode}`;
    if (wrong === null) return seen(true, "it is so");
    return seen(
      false,
      printed.trim() === "" ? `${wrong}; it printed nothing` : `${wrong}; it printed:\n${quoted(printed)}`,
    );
  },
};
