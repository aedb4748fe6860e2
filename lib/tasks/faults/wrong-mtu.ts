import { z } from "zod";
import { parseJson } from "../../model/json.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import type { FaultKind } from "../fault-kind.ts";
import { linkComplaints, linkOf, machine } from "../places.ts";
import { ask, deviceAt, told } from "../run/ask.ts";
import { bootOf } from "../run/boot.ts";
import { forgetPaths } from "../run/paths.ts";
import { deviceName, mtu } from "../target.ts";

const schema = z.strictObject({
  machine,
  segment: z
    .string()
    .optional()
    .describe("The segment whose device it is. Default: the machine's first one."),
  device: deviceName
    .optional()
    .describe("A device by its name, e.g. flannel.1. Default: that of the segment."),
  mtu: mtu.describe("Bytes that the device takes from now on."),
});
type Options = z.infer<typeof schema>;

/** What the device had, and at which start of the machine: with a restart the fault is gone. */
interface Memory {
  readonly boot: string;
  readonly mtu: number;
}

export const wrongMtuFault: FaultKind<Options> = {
  kind: "wrong-mtu",
  about: "A device of a machine has another MTU.",
  schema,
  says: ({ machine, segment, device, mtu }) =>
    `MTU ${mtu} at ${[machine, device ?? segment].filter(Boolean).join(":")}`,
  problems: (options, lab) => linkComplaints(lab, options),
  changes: ({ machine, segment, device }, lab) =>
    `the MTU of ${machine}:${device ?? linkOf(lab, machine, segment)?.link.segment}`,

  async look(options, bench): Promise<Memory> {
    const former = await mtuOf(options, bench);
    if (former === null) throw new Error(`${options.machine} has no device ${options.device}`);
    return { boot: await bootOf(bench, options.machine), mtu: former };
  },

  apply: (options, bench) => set(options, options.mtu, bench),

  async undo(options, bench, memory) {
    const { boot, mtu: former } = memory as Memory;
    if (!isThere(options, bench.lab) || (await bootOf(bench, options.machine)) !== boot) return;
    if ((await mtuOf(options, bench)) === null) return;
    await set(options, lawful(options, bench.lab) ?? former, bench);
    await forgetPaths(bench);
  },
};

const isThere = ({ machine }: Options, lab: LabSpec): boolean =>
  machinesOf(lab).some(({ name }) => name === machine);

/** What the lab says of a device on a segment: it may be another than it was. */
const lawful = ({ machine, segment, device }: Options, lab: LabSpec): number | undefined =>
  device === undefined ? linkOf(lab, machine, segment)?.link.mtu : undefined;

/** Null where there is no such device. */
async function mtuOf(options: Options, bench: Bench): Promise<number | null> {
  const command = ["ip", "-json", "link", "show", "dev", await deviceOf(options, bench)];
  const { exitCode, stdout, stderr, ending } = await ask(bench, itself(options.machine), command);
  if (exitCode !== 0 && /does not exist/i.test(stderr)) return null;
  const printed = parseJson(stdout);
  const [link] = Array.isArray(printed) ? (printed as { readonly mtu?: unknown }[]) : [];
  if (typeof link?.mtu !== "number") throw new Error(ending);
  return link.mtu;
}

async function set(options: Options, size: number, bench: Bench): Promise<void> {
  const device = await deviceOf(options, bench);
  await told(bench, itself(options.machine), ["ip", "link", "set", "dev", device, "mtu", String(size)]);
}

async function deviceOf({ machine, segment, device }: Options, bench: Bench): Promise<string> {
  return device ?? deviceAt(bench, machine, linkOf(bench.lab, machine, segment)?.link.address ?? "");
}
