import type { Namespace } from "../namespace.ts";
import type { IpPacket } from "../packet.ts";
import type { Answers } from "../resolve.ts";
import { endOf, nameOf, type Outcome, type StageHandler } from "../stages/stage.ts";

/**
 * A kind of network device: how it looks in a report, and what it does with packets. The rest of the trace, claims and
 * reports ask this, and never which kind it is.
 */
export interface Device<Type extends string = string> {
  /** As `ip -details link` calls it; `nic` for an interface on a segment, `other` for what no kind here is. */
  readonly type: Type;
  /** What reports call it. */
  readonly label: string;
  /** True for one that puts packets into packets (ip-link(8)). */
  readonly isTunnel: boolean;
  /** Who hears a question by ARP that is asked on the device. */
  readonly answers: Answers;
  /** What it does with an IP packet that a route gives it. */
  readonly sending: StageHandler<"sending">;
  /** Where a frame comes out that it is given. */
  readonly leaving: StageHandler<"leaving">;
  /**
   * Takes the inner packet out of one that is for this machine. Null where that is for no device of the kind.
   * @default the kind takes none
   */
  readonly unwrap?: (namespace: Namespace, packet: IpPacket) => Outcome | null;
}

/** What a device does that carries IP packets, and no frames. */
export const packetsOnly: Pick<Device, "answers" | "leaving"> = {
  answers: () => null,
  leaving: (stage) => endOf(`${nameOf(stage)} carries no Ethernet frames.`),
};
