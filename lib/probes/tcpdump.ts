import type { TcpdumpSpec, WorkloadRef } from "../model/lab-spec.ts";
import { nameOf, ref } from "./ends.ts";

export interface TcpdumpOptions {
  /** The host, router or workload that is watched. */
  readonly on: { readonly name: string };
  /**
   * The segment that is watched, for a host or router on several.
   * @default - the first one
   */
  readonly segment?: { readonly name: string };
  /**
   * The device that is watched, e.g. "docker0".
   * @default - that of the segment; eth0 in a workload
   */
  readonly device?: string;
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** @default "tcpdump" */
  readonly name?: string;
  /** The capture ends after so many packets. @default 2000 */
  readonly packets?: number;
  /** Sends a second of TCP as well as a few echo requests. @default true */
  readonly stream?: boolean;
}

/**
 * Watches a device while one workload pings and sends to another. Passes when every packet with a workload's
 * address looks as the lab's mode says, and there are some in both directions.
 */
export function tcpdump(options: TcpdumpOptions): TcpdumpSpec {
  const { on, segment, device = null, from, to, name = "tcpdump", packets = 2000, stream = true } = options;
  return {
    kind: "tcpdump",
    name,
    on: nameOf(on),
    segment: segment === undefined ? null : nameOf(segment),
    device,
    from: ref(from),
    to: ref(to),
    packets,
    stream,
  };
}
