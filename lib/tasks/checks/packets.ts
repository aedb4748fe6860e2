import { z } from "zod";
import { everywhere } from "../../model/wire.ts";
import { type Judgement, judge, tsharkCommand } from "../../probes/capture.ts";
import { startCapture } from "../../probes/capture-start.ts";
import { pingCommand, readPing } from "../../probes/ping.ts";
import { addressOf } from "../../probes/places.ts";
import { type CheckKind, seen } from "../check-kind.ts";
import { encapsulations, wireOf } from "../encapsulations.ts";
import { linkComplaints, machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { ask } from "../run/ask.ts";
import { deviceName } from "../target.ts";

const schema = z.strictObject({
  on: place.describe("The host, router or workload at whose device packets are caught."),
  segment: z
    .string()
    .optional()
    .describe("The segment that is watched, for a machine on several. Default: its first one."),
  device: deviceName
    .optional()
    .describe("A device inside, e.g. docker0. Default: that of the segment; eth0 in a workload."),
  from: place.describe("Who pings meanwhile."),
  to: place.describe("Who is pinged."),
  encapsulation: z
    .enum(encapsulations)
    .describe("What is around the packets between the two: `none` for packets as they were sent."),
  expect: z
    .enum(["seen", "unseen"])
    .default("seen")
    .describe("Whether such packets must be there, or must not. Default: seen."),
});
type Options = z.infer<typeof schema>;

/** Echo requests while the capture runs, and packets after which it ends. */
const [requests, most] = [5, 500];

export const packetsCheck: CheckKind<Options> = {
  kind: "packets",
  about: "Whether packets of an encapsulation cross a link while one place pings another.",
  schema,
  says: (options) => {
    const { from, to, encapsulation, expect } = options;
    const what = encapsulation === "none" ? "bare packets" : `packets in ${encapsulation}`;
    return `${expect === "unseen" ? "no " : ""}${what} ${from} → ${to} at ${where(options)}`;
  },
  problems: (options, lab) => {
    const { on, segment } = options;
    const wrong = placeComplaints(lab, options, "on", "from", "to");
    const isWrong = segment !== undefined && !wrong.some(({ option }) => option === "on");
    return [...wrong, ...(isWrong ? linkComplaints(lab, { machine: on, segment }, "on") : [])];
  },
  needs: ({ on, from, to }, lab) => machinesAt(lab, on, from, to),

  async look(options, ground) {
    const { lab } = ground;
    const { segment = null, device = null, encapsulation, expect } = options;
    const ends = { from: requirePlace(lab, options.from), to: requirePlace(lab, options.to) };
    const on = requirePlace(lab, options.on).name;
    const wires = everywhere(wireOf(encapsulation, lab));
    const plan = { name: "check", on, segment, device, packets: most };
    const { capture } = await startCapture(plan, wires, ground);
    try {
      const pings = pingCommand({ count: requests, interval: 0.1 }, addressOf(lab, ends.to));
      const { received } = readPing((await ask(ground, ends.from, pings)).stdout);
      await capture.stop();
      const decoded = await ground.decode(await capture.keep("check.pcap"), tsharkCommand(wires));
      const judged = judge(decoded, lab, wires, ends);
      const isSeen = judged.directions.there + judged.directions.back > 0;
      // That packets which never left were not seen shows nothing.
      const isTold = expect === "seen" || (received ?? 0) > 0;
      return seen(isTold && isSeen === (expect === "seen"), shows(judged, received));
    } finally {
      await capture.remove();
    }
  },
};

const where = ({ on, segment, device }: Options): string => [on, device ?? segment].filter(Boolean).join(":");

function shows({ directions: { there, back }, counts, packets }: Judgement, received: number | null): string {
  const layers = packets.map((packet) => packet.layers.map(({ protocol }) => protocol).join(":"));
  const others = counts.unexpected > 0 ? `, ${counts.unexpected} other packets with workload addresses` : "";
  const kinds = layers.length === 0 ? "" : ` (caught: ${[...new Set(layers)].join(", ")})`;
  return `${there} such packets there and ${back} back${others}, ${received ?? 0} of ${requests} pings answered${kinds}`;
}
