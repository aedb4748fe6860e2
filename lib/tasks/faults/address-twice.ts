import { z } from "zod";
import { type LabSpec, machinesOf, machinesOn } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import type { FaultKind } from "../fault-kind.ts";
import type { Complaint } from "../kind.ts";
import { linkComplaints, linkOf, machine } from "../places.ts";
import { ask, deviceAt, told } from "../run/ask.ts";
import { endKept, keepRunning } from "../run/kept.ts";

const schema = z.strictObject({
  machine: machine.describe("The host or router that takes an address which is not its own."),
  of: machine.describe("The host or router that has it rightly."),
  segment: z
    .string()
    .optional()
    .describe("The segment on which both are. Default: the first one of the one that has it rightly."),
});
type Options = z.infer<typeof schema>;

const mark = "address-user";

/**
 * Uses the address $1 at the device $2 towards the others on the segment: each is asked for by ARP every time, and takes the asker's
 * hardware address for that of the sender (RFC 826), until the rightful owner asks.
 */
const script = `address=$1; device=$2; shift 2
while :; do
  for peer; do ip neigh flush to "$peer" dev "$device"; ping -n -c 1 -W 1 -I "$address" "$peer"; done
  sleep 1
done`;

export const addressTwiceFault: FaultKind<Options> = {
  kind: "address-twice",
  about:
    "A machine takes the address of another one on the segment, and uses it: a process of its own, address-user.",
  schema,
  says: ({ machine, of }) => `${machine} uses the address of ${of}`,
  problems: complaints,
  changes: (options, lab) => `the holder of ${addressIn(options, lab)}`,

  async look(options, bench) {
    return addressIn(options, bench.lab);
  },

  async apply(options, bench) {
    const { machine, of } = options;
    const address = addressIn(options, bench.lab);
    const device = await deviceOf(options, bench);
    await told(bench, itself(machine), ["ip", "address", "add", `${address}/32`, "dev", device]);
    const others = peersOf(options, bench.lab).filter(({ name }) => name !== machine && name !== of);
    const peers = others.map((peer) => peer.address);
    await keepRunning(bench, machine, mark, script, [address, device, ...peers]);
  },

  async undo(options, bench, memory) {
    const address = String(memory);
    const { machine, of } = options;
    const taker = machinesOf(bench.lab).find(({ name }) => name === machine);
    if (!taker) return;
    await endKept(bench, machine, mark, address);
    // The lab may have given it that address meanwhile.
    if (taker.interfaces.some((link) => link.address === address)) return;
    for (const device of await devicesWith(machine, address, bench))
      await told(bench, itself(machine), ["ip", "address", "del", `${address}/32`, "dev", device]);
    await announce(of, address, peersOf(options, bench.lab), bench);
  },
};

function complaints(options: Options, lab: LabSpec): Complaint[] {
  const { machine, of } = options;
  if (machine === of)
    return [{ option: "of", message: `${of} has its own address already. Name two different machines.` }];
  const segment = segmentIn(options, lab);
  return [
    ...linkComplaints(lab, { machine: of, segment }, "of"),
    ...linkComplaints(lab, { machine, segment }),
  ];
}

const segmentIn = ({ of, segment }: Options, lab: LabSpec): string | undefined =>
  segment ?? linkOf(lab, of)?.link.segment;

const addressIn = (options: Options, lab: LabSpec): string =>
  linkOf(lab, options.of, segmentIn(options, lab))?.link.address ?? "";

const deviceOf = (options: Options, bench: Bench): Promise<string> => {
  const own = linkOf(bench.lab, options.machine, segmentIn(options, bench.lab));
  return deviceAt(bench, options.machine, own?.link.address ?? "");
};

/** Everybody on the segment. */
function peersOf(options: Options, lab: LabSpec): { readonly name: string; readonly address: string }[] {
  const segment = segmentIn(options, lab);
  return machinesOn(lab, segment ?? "").map(({ name, interfaces }) => ({
    name,
    address: interfaces.find((link) => link.segment === segment)?.address ?? "",
  }));
}

/** The devices that have the address as one machine's alone, as the fault gave it. */
async function devicesWith(machine: string, address: string, bench: Bench): Promise<string[]> {
  const command = ["ip", "-4", "-oneline", "address", "show", "to", `${address}/32`];
  const text = await told(bench, itself(machine), command);
  // `2: eth0    inet 100.65.0.2/32 scope global eth0`
  return text.split("\n").flatMap((line) => /^\d+: (\S+) +inet /.exec(line)?.[1] ?? []);
}

/** The rightful owner asks everybody, who so learns its hardware address again. That one does not answer is no matter. */
async function announce(
  of: string,
  address: string,
  peers: readonly { readonly name: string; readonly address: string }[],
  bench: Bench,
): Promise<void> {
  const owner = machinesOf(bench.lab).find(({ name }) => name === of);
  if (!owner?.interfaces.some((link) => link.address === address)) return;
  const device = await deviceAt(bench, of, address);
  for (const peer of peers.filter(({ name }) => name !== of)) {
    await ask(bench, itself(of), ["ip", "neigh", "flush", "to", peer.address, "dev", device]);
    await ask(bench, itself(of), ["ping", "-n", "-c", "1", "-W", "1", "-I", address, peer.address]);
  }
}
