import type { Network, Port } from "./network.ts";
import { entryOf } from "./stages/stage.ts";
import type { Entry } from "./trace.ts";

/** The MAC address that a next hop's frames go to. */
export type Resolution =
  /** `mac` is null when the machine that answers is known, but not its state. */
  | { readonly found: true; readonly mac: string | null; readonly entry: Entry | null; readonly what: string }
  /** `down` is the device that would hear the question if it were up; null when nobody has the address. */
  | { readonly found: false; readonly entry: Entry | null; readonly down: string | null };

/** Who has an address, and with which MAC address. */
export interface Answer {
  readonly who: string;
  readonly mac: string | null;
  /** False for a device that is down: it hears no question. */
  readonly isUp: boolean;
}

/** Who hears a question for an address that is asked on a device; null if nobody has the address. */
export type Answers = (network: Network, port: Port, address: string) => Answer | null;

/**
 * Looks into the neighbour table. Entries come and go with the traffic: where there is none, the kernel asks
 * by ARP, and whoever owns the address answers.
 */
export function resolve(
  network: Network,
  { namespace, link }: Port,
  address: string,
  answers: Answers,
): Resolution {
  const neighbour = namespace.neighbours.find(
    (candidate) => candidate.address === address && candidate.device === link.name,
  );
  const entry = neighbour ? entryOf(namespace, "neighbour", neighbour.text) : null;
  if (neighbour?.mac)
    return { found: true, mac: neighbour.mac, entry, what: `The MAC address of ${address} is known.` };
  const answer = answers(network, { namespace, link }, address);
  if (answer === null || !answer.isUp) return { found: false, entry, down: answer?.who ?? null };
  return {
    found: true,
    mac: answer.mac,
    entry,
    what: `The MAC address of ${address} is not known yet: resolved by ARP, which ${answer.who} answers.`,
  };
}
