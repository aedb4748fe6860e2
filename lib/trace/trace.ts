import type { Layer } from "./layers.ts";
import type { Packet } from "./packet.ts";

/** The way of one packet, an ICMP echo request, through a lab, as the machines' own tables decide it. */
export interface Trace {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly hops: readonly Hop[];
  /** Why the packet gets no further, as a sentence; null when it arrives. */
  readonly end: string | null;
}

export interface Endpoint {
  readonly name: string;
  /** Null when the lab has nothing of that name. */
  readonly address: string | null;
}

/** A step in a machine, or the way over a segment from one machine to the next. */
export type Hop = Step | Crossing;

export interface Step {
  readonly kind: "step";
  readonly machine: Machine;
  readonly device: Device;
  /** What happens there, in a sentence. */
  readonly what: string;
  /** Outermost first. */
  readonly layers: readonly Layer[];
  /** The table entry that decided the step; null for a step that follows from how things are wired. */
  readonly entry: Entry | null;
  /** Next hops that would have been as good, as the routing table has them. */
  readonly alternatives: readonly string[];
  /** Null on devices that no capture watched. */
  readonly evidence: Evidence | null;
}

export interface Crossing {
  readonly kind: "crossing";
  readonly segment: string;
  readonly cidr: string;
  readonly what: string;
  /** As captured; as derived where nothing was captured. */
  readonly layers: readonly Layer[];
  readonly evidence: Evidence;
}

export type Machine =
  | { readonly kind: "host" | "router"; readonly name: string }
  | { readonly kind: "workload"; readonly name: string; readonly host: string };

export interface Device {
  readonly name: string;
  /** Of a link of the kernel the type (devices/devices.ts); `program` for a program that carries packets itself. */
  readonly kind: string;
}

export interface Entry {
  readonly table: Table;
  /** The machine or workload whose table it is. */
  readonly where: string;
  /** The entry as the program printed it that listed the table. */
  readonly text: string;
}

export type Table = "route" | "neighbour" | "fdb" | "lease" | "socket" | "tun";

/** What a capture says about a hop. */
export type Evidence =
  | { readonly kind: "not captured" }
  | {
      readonly kind: "agrees" | "disagrees";
      /** The probe that captured the packet, and the packet's number in its capture. */
      readonly probe: string;
      readonly number: number;
      readonly captured: Packet;
      /** What the tables said that the packet would look like. */
      readonly derived: Packet;
      /** What is different, each as a sentence; none when they agree. */
      readonly differences: readonly string[];
    };
