import type { Problem } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { KernelFeature } from "../../model/requirements.ts";
import type { Wires } from "../../model/wire.ts";
import type { Resources } from "./resources/resources.ts";

/** How Calico's nodes learn each other's routes. Adding a way is one file in modes/ that makes such a value. */
export interface CalicoMode {
  /** Unique: the CNI mode is called `calico-NAME`. */
  readonly name: string;
  readonly summary: string;
  /** As labs in YAML have it below `calico`. */
  readonly declared: Readonly<Record<string, unknown>>;
  readonly requirements: readonly KernelFeature[];
  /** True when next hops must be neighbours on one segment. */
  readonly needsL2: boolean;
  /** Bytes added to each packet. */
  readonly overhead: number;
  readonly wire: Wires;
  /** True when nodes learn each other's blocks by BGP; false when an agent reads them in the datastore. */
  readonly speaksBgp: boolean;
  /** The place of the first workload's address in a host's first block. */
  readonly firstWorkload: number;
  /** The network of all workloads. */
  readonly pool: string;
  /** Host k's first block of addresses. */
  block(number: number): string;
  /** The sessions' password; undefined for none. */
  readonly password: string | undefined;
  /** What is wrong with the options that it was made from; empty when nothing is. */
  readonly complaints: readonly string[];
  /** Calico's resources for these hosts, in the order of the hosts' numbers. */
  resources(underlay: CalicoUnderlay): Resources;
  /**
   * The protocols to be added to a router's BIRD configuration, which has `protocol direct` and `protocol kernel`
   * already; null when routers need not know of Calico.
   */
  readonly gatewayProtocols: ((router: string, underlay: CalicoUnderlay) => string) | null;
  /** What is wrong with the mode on this underlay, in whole sentences, its resources included; a Problem where that has a place of its own. */
  complaintsOn(underlay: CalicoUnderlay): readonly (string | Problem)[];
}

/** What a mode is told about the machines of a lab: of its hosts no more than this, and its routers. */
export interface CalicoUnderlay {
  readonly hosts: readonly CalicoHost[];
  /** Every address of every router that lies between hosts; empty in a lab without routers. */
  readonly gateways: readonly Gateway[];
}

export interface CalicoHost {
  readonly name: string;
  /** The host's number in its lab, from 1. */
  readonly number: number;
  /** On the host's first segment. */
  readonly address: string;
  /** Of that segment. */
  readonly prefixLength: number;
}

/** A router's interface. A router is known to BGP by the first of its addresses. */
export interface Gateway {
  readonly router: string;
  /** The segment's network. */
  readonly segment: string;
  readonly address: string;
}

/** A resolved lab as Calico's modes are told of it: of measured labs, and of racks of bare hosts, they need no more. */
export const underlayOf = ({ hosts, routers, segments }: LabSpec): CalicoUnderlay => ({
  hosts: hosts.map(({ name, number, interfaces: [first] }) => ({
    name,
    number,
    address: first?.address ?? "",
    prefixLength: first?.prefixLength ?? 32,
  })),
  gateways: routers.flatMap(({ name, interfaces }) =>
    interfaces.map((link) => ({
      router: name,
      segment: segments.find((segment) => segment.name === link.segment)?.cidr ?? "",
      address: link.address,
    })),
  ),
});
