import type { TcpdumpSpec, WorkloadRef } from "../model/lab-spec.ts";
import { ref } from "./iperf.ts";

export interface TcpdumpOptions {
  /** The host whose underlay interface is watched. */
  readonly on: { readonly name: string };
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** `encapsulated`: every packet between the workloads looks as the lab's CNI mode says. @default "encapsulated" */
  readonly expect?: "encapsulated";
  /** @default "tcpdump" */
  readonly name?: string;
  /** The capture ends after so many packets. @default 2000 */
  readonly packets?: number;
}

/** Watches a host's underlay while one workload pings and sends to another, and judges what crossed it. */
export function tcpdump(options: TcpdumpOptions): TcpdumpSpec {
  const { on, from, to, expect = "encapsulated", name = "tcpdump", packets = 2000 } = options;
  return { kind: "tcpdump", name, on: on.name, from: ref(from), to: ref(to), expect, packets };
}
