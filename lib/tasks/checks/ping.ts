import { z } from "zod";
import { pingCommand, readPing } from "../../probes/ping.ts";
import { type CheckKind, seen } from "../check-kind.ts";
import { addressAt, machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { ask } from "../run/ask.ts";
import { target, targetComplaints } from "../target.ts";

const schema = z.strictObject({
  from: place,
  to: target,
  expect: z
    .enum(["replies", "silence"])
    .default("replies")
    .describe("`replies`: every request is answered; `silence`: none is. Default: replies."),
  count: z.int().min(1).max(100).default(3).describe("Echo requests, 0.2 s apart. Default: 3."),
});
type Options = z.infer<typeof schema>;

export const pingCheck: CheckKind<Options> = {
  kind: "ping",
  about: "Whether one place answers another's echo requests.",
  schema,
  says: ({ from, to, expect }) =>
    expect === "replies" ? `${from} reaches ${to}` : `${from} does not reach ${to}`,
  problems: (options, lab) => [
    ...placeComplaints(lab, options, "from"),
    ...targetComplaints(lab, options, "to"),
  ],
  needs: ({ from, to }, lab) => machinesAt(lab, from, to),

  async look({ from, to, expect, count }, ground) {
    const command = pingCommand({ count, interval: 0.2 }, addressAt(ground.lab, to));
    const output = await ask(ground, requirePlace(ground.lab, from), command, count * 2 + 10);
    const { transmitted, received } = readPing(output.stdout);
    // Without a route ping ends before its first request.
    if (transmitted === null || received === null) {
      if (!/unreachable/i.test(output.stderr)) throw new Error(output.ending);
      return seen(expect === "silence", `${from} has no route to ${to}: ${output.stderr.trim()}`);
    }
    const passed = expect === "replies" ? received >= count : received === 0;
    return seen(passed, `${received} of ${transmitted} echo requests were answered`);
  },
};
