import type { Construct } from "constructs";
import type { KernelFeature } from "./requirements.ts";

/**
 * A CNI mode is a value that answers what shared code asks. Shared code reads these properties and
 * never compares a mode's name, so a new mode is one new file.
 */
export interface CniMode {
  /** Unique and stable, e.g. `flannel-vxlan`: it is written into every run. */
  readonly name: string;
  /** Whose readiness gates judge the mode: a folder of the host image, `/usr/lib/underlay/cni/FAMILY`. */
  readonly family: string;
  /** One line for lists and reports. */
  readonly summary: string;
  /** What the kernel of every host must offer, see requirements.ts. */
  readonly requirements: readonly KernelFeature[];
  /** True when next hops must be neighbours on one segment. */
  readonly needsL2: boolean;
  /** Bytes that the mode adds to each workload packet; a workload's MTU is the segment's less this. */
  readonly overhead: number;
  /** What the mode's packets look like on the underlay. */
  readonly wire: Wire;
  /** True when the mode needs the lab's datastore (etcd). */
  readonly needsDatastore: boolean;
  /** The configuration files of one host, in each program's own format. */
  files(host: ModeHost): Files;
}

/** File path inside a host -> content. */
export type Files = Readonly<Record<string, string>>;

/** How to catch and to recognise a mode's packets between hosts. */
export interface Wire {
  /** pcap filter (pcap-filter(7)) that matches the mode's packets on the underlay. */
  readonly filter: string;
  /** tshark `-d` arguments for ports that tshark does not know by itself. */
  readonly decodeAs: readonly string[];
  /** The protocol layers, outermost first, that a packet of the mode shows in tshark's `frame.protocols`. */
  readonly layers: readonly string[];
  /** Fields (tshark's names) that must hold these values, e.g. `{ "vxlan.vni": "1" }`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a mode is told about the host that it writes files for. */
export interface ModeHost {
  readonly name: string;
  /** The host's number in its lab, from 1: its flannel subnet is 10.244.NUMBER.0/24. */
  readonly number: number;
  /** The host's first underlay address, without prefix length. */
  readonly address: string;
  /** The workload subnet reserved for this host, e.g. `10.244.1.0/24`. */
  readonly workloadSubnet: string;
  /** The network of all workloads of the lab, e.g. `10.244.0.0/16`. */
  readonly workloadNetwork: string;
  /** Where etcd answers, e.g. `http://100.64.4.1:2379`. */
  readonly datastore: string;
}

/** What a CNI construct needs of the lab it is placed in. */
export interface Networked extends Construct {
  /** Makes `mode` join the lab's workloads; `path` names the asking construct in errors. */
  install(mode: CniMode, path: string): void;
}
