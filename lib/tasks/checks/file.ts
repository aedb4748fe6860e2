import { z } from "zod";
import { type CheckKind, seen } from "../check-kind.ts";
import { machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { ask } from "../run/ask.ts";
import { mismatch, quoted, textShape, wantedText } from "../text.ts";

/** Bytes that are read of a file. */
const most = 2 ** 16;

const schema = z.strictObject({
  at: place,
  path: z
    .string()
    .regex(/^\/[^\0]*$/, { error: "This is no absolute path. Begin it with a slash." })
    .describe("The file's absolute path."),
  ...textShape,
  expect: z
    .enum(["present", "absent"])
    .default("present")
    .describe("Whether there must be such a file, or must not. Default: present."),
});
type Options = z.infer<typeof schema>;

export const fileCheck: CheckKind<Options> = {
  kind: "file",
  about: "Whether a file is there, and what is in it (of a large one, in its first 64 KiB).",
  schema,
  says: (options) => {
    const { at, path, expect } = options;
    const content = wantedText(options);
    return `${at}:${path} ${expect === "absent" ? "is not there" : content || "is there"}`;
  },
  problems: (options, lab) => placeComplaints(lab, options, "at"),
  needs: ({ at }, lab) => machinesAt(lab, at),

  async look(options, ground) {
    const { at, path, expect } = options;
    // What is no file may never end, or never begin.
    const read = ["timeout", "5", "head", "-c", String(most), "--", path];
    const { exitCode, stdout, stderr, ending } = await ask(ground, requirePlace(ground.lab, at), read);
    if (exitCode !== 0) {
      if (!/no such file/i.test(stderr)) throw new Error(ending);
      return seen(expect === "absent", "there is no such file");
    }
    if (expect === "absent") return seen(false, "the file is there");
    const wrong = mismatch(stdout, options);
    return seen(wrong === null, wrong === null ? "it is so" : `${wrong}; it ends with:\n${quoted(stdout)}`);
  },
};
