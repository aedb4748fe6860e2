import { z } from "zod";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { routeCommands, setLinkCommand } from "../../probes/link-state.ts";
import { itself, machineOf } from "../../probes/places.ts";
import type { FaultKind } from "../fault-kind.ts";
import { linkComplaints, linkOf, machine } from "../places.ts";
import { deviceAt, told } from "../run/ask.ts";

const schema = z.strictObject({
  machine,
  segment: z
    .string()
    .optional()
    .describe("The segment at the link's other end. Default: the machine's first one."),
});
type Options = z.infer<typeof schema>;

export const linkDownFault: FaultKind<Options> = {
  kind: "link-down",
  about: "A machine's link to a segment is down.",
  schema,
  says: ({ machine, segment }) => `link of ${machine}${segment === undefined ? "" : ` to ${segment}`} down`,
  problems: (options, lab) => linkComplaints(lab, options),
  changes: ({ machine, segment }, lab) =>
    `the link of ${machine} to ${linkOf(lab, machine, segment)?.link.segment}`,

  look: async () => null,

  async apply(options, bench) {
    const device = await deviceOf(options, bench);
    await told(bench, itself(options.machine), setLinkCommand(device, "down"));
  },

  async undo(options, bench) {
    if (!isThere(options, bench.lab)) return;
    const device = await deviceOf(options, bench);
    const commands = [setLinkCommand(device, "up"), ...routeCommands(machineOf(bench.lab, options.machine))];
    for (const command of commands) await told(bench, itself(options.machine), command);
  },
};

/** A lab that was changed may have the machine or its link no more, and the fault went with it. */
const isThere = ({ machine, segment }: Options, lab: LabSpec): boolean =>
  machinesOf(lab).some(({ name }) => name === machine) && linkOf(lab, machine, segment) !== null;

const deviceOf = ({ machine, segment }: Options, bench: Bench): Promise<string> =>
  deviceAt(bench, machine, linkOf(bench.lab, machine, segment)?.link.address ?? "");
