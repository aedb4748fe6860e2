import { z } from "zod";
import { parseJson } from "../../model/json.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { type CheckKind, type Ground, seen } from "../check-kind.ts";
import { linkComplaints, linkOf, machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { deviceAt, told } from "../run/ask.ts";
import { deviceName, mtu } from "../target.ts";

const schema = z.strictObject({
  at: place,
  segment: z
    .string()
    .optional()
    .describe("The segment whose device is meant, for a machine on several. Default: its first one."),
  device: deviceName
    .optional()
    .describe("A device by its name, e.g. flannel.1. Default: that of the segment; eth0 in a workload."),
  mtu: mtu.describe("Bytes of the largest IP packet that it must take."),
});
type Options = z.infer<typeof schema>;

export const mtuCheck: CheckKind<Options> = {
  kind: "mtu",
  about: "The MTU of a device.",
  schema,
  says: ({ at, segment, device, mtu }) =>
    `${[at, device ?? segment].filter(Boolean).join(":")} has MTU ${mtu}`,
  problems: (options, lab) => {
    const wrong = placeComplaints(lab, options, "at");
    if (wrong.length > 0 || options.segment === undefined) return wrong;
    return linkComplaints(lab, { machine: options.at, segment: options.segment }, "at");
  },
  needs: ({ at }, lab) => machinesAt(lab, at),

  async look(options, ground) {
    const device = await deviceOf(options, ground);
    const command = ["ip", "-json", "link", "show", "dev", device];
    const printed = parseJson(await told(ground, requirePlace(ground.lab, options.at), command));
    const [link] = Array.isArray(printed) ? (printed as { readonly mtu?: unknown }[]) : [];
    if (typeof link?.mtu !== "number") throw new Error(`${options.at} does not tell the MTU of ${device}`);
    return seen(link.mtu === options.mtu, `${device} has MTU ${link.mtu}`);
  },
};

async function deviceOf({ at, segment, device }: Options, ground: Ground): Promise<string> {
  if (device !== undefined) return device;
  return isWorkload(ground.lab, at) ? "eth0" : deviceOfLink(at, segment, ground);
}

const isWorkload = (lab: LabSpec, name: string): boolean => {
  const { name: own, host } = requirePlace(lab, name);
  return own !== host;
};

function deviceOfLink(at: string, segment: string | undefined, ground: Ground): Promise<string> {
  const found = linkOf(ground.lab, at, segment);
  if (!found) throw new Error(`${at} is not on ${segment ?? "any segment"}`);
  return deviceAt(ground, at, found.link.address);
}
