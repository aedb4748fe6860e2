import { z } from "zod";
import { expectedPayload, payloadCommand } from "../../probes/path-mtu.ts";
import { readPing } from "../../probes/ping.ts";
import { type CheckKind, type Ground, seen } from "../check-kind.ts";
import { addressAt, machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { ask } from "../run/ask.ts";
import { forgetPaths } from "../run/paths.ts";
import { mtu, target, targetComplaints } from "../target.ts";

const schema = z.strictObject({
  from: place,
  to: target,
  mtu: mtu
    .describe(
      "Bytes of the largest IP packet that must cross in one piece. Default: the lab's MTU for workloads.",
    )
    .optional(),
});
type Options = z.infer<typeof schema>;

export const pathMtuCheck: CheckKind<Options> = {
  kind: "path-mtu",
  about:
    "The MTU of the path between two places: packets of this size cross in one piece, and larger ones do not.",
  schema,
  says: ({ from, to, mtu }) => `path MTU ${from} → ${to} is ${mtu ?? "the lab's"}`,
  problems: (options, lab) => [
    ...placeComplaints(lab, options, "from"),
    ...targetComplaints(lab, options, "to"),
  ],
  needs: ({ from, to }, lab) => machinesAt(lab, from, to),

  async look({ from, to, mtu: asked }, ground) {
    const size = asked ?? ground.lab.mode.mtu;
    // The kernel would answer by what it remembers, e.g. from the look before.
    await forgetPaths(ground);
    if (!(await crosses(from, to, size, ground)))
      return seen(false, `no packet of ${size} bytes crosses in one piece`);
    if (await crosses(from, to, size + 1, ground))
      return seen(false, `packets of ${size + 1} bytes cross in one piece as well`);
    return seen(true, `packets of ${size} bytes cross in one piece, larger ones do not`);
  },
};

async function crosses(from: string, to: string, size: number, ground: Ground): Promise<boolean> {
  const command = payloadCommand(expectedPayload(size), addressAt(ground.lab, to));
  const { stdout, ending } = await ask(ground, requirePlace(ground.lab, from), command);
  const { received } = readPing(stdout);
  if (received === null) throw new Error(ending);
  return received > 0;
}
