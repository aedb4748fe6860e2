import type { ConvergenceEvent } from "./convergence.ts";
import type { HostKind, Limits, MachineKind, VmSize } from "./host-kinds.ts";
import type { Impairment } from "./impairment.ts";
import type { Wires } from "./mode.ts";
import type { KernelFeature } from "./requirements.ts";
import type { Route } from "./routing.ts";

/** Raised with every change of `LabSpec` that a program of another version would misread. */
export const labSchema = 3;

/**
 * A lab with every name, address and MTU filled in: the plain data in which declaring (cdktf) and
 * executing (zx) meet. Synthesis writes it as `lab.json` beside the Terraform configuration, and a
 * deployed lab keeps it in its Terraform state.
 */
export interface LabSpec {
  /** Format of this file. */
  readonly schema: typeof labSchema;
  /** The lab's name, e.g. `lab-vxlan`: the same for every instance. */
  readonly lab: string;
  /** The instance's own name: `lab-vxlan` for instance 0, `lab-vxlan-3` for seat 3. Prefix of every engine object. */
  readonly name: string;
  /** 0 for the lab at one's desk, 1… for the seats of a workshop. */
  readonly instance: number;
  /** One line: what the lab shows. */
  readonly about: string;
  /** The lab's slice of 100.64.0.0/10. */
  readonly addressBlock: string;
  readonly segments: readonly SegmentSpec[];
  readonly hosts: readonly HostSpec[];
  readonly routers: readonly RouterSpec[];
  /** How routers learn their routes: from the plan, or from each other by OSPF. */
  readonly routing: Routing;
  /** Why the lab is expected not to join all its workloads; null for a lab that must. */
  readonly expectBroken: string | null;
  /** The network that all workloads live in, e.g. `10.244.0.0/16`. */
  readonly workloadNetwork: string;
  readonly mode: ModeSpec;
  readonly probes: readonly ProbeSpec[];
}

export interface SegmentSpec {
  readonly name: string;
  /** The Docker network's name. */
  readonly network: string;
  readonly cidr: string;
  /** The address that Docker's address management insists on; no machine answers there. */
  readonly gateway: string;
  /** Bytes of the largest IP packet on the segment. */
  readonly mtu: number;
  /** As the lab file asks; null for a good wire. */
  readonly impairment: Impairment | null;
}

export const routings = ["computed", "ospf"] as const;
export type Routing = (typeof routings)[number];

/** What hosts and routers have in common. */
export interface MachineSpec {
  readonly name: string;
  readonly number: number;
  readonly kind: MachineKind;
  /** The container's name on the engine. */
  readonly container: string;
  /** Seconds within which it must pass its gates. */
  readonly readyWithin: number;
  readonly limits: Limits;
  /** The ID on the engine's machine that its root has, in a user namespace; null where that is the machine's own root, or it has a kernel of its own. */
  readonly firstId: number | null;
  /** Underlay interfaces, in the order of declaration. */
  readonly interfaces: readonly InterfaceSpec[];
  /** To the segments that the machine is not on. */
  readonly routes: readonly Route[];
}

/** Joins segments (L3). */
export interface RouterSpec extends MachineSpec {
  readonly kind: "router";
}

export interface HostSpec extends MachineSpec {
  readonly kind: HostKind;
  /** Null for a host that is a container. */
  readonly vm: VmSize | null;
  readonly workloadSubnet: string;
  readonly workloads: readonly WorkloadSpec[];
}

export interface InterfaceSpec {
  readonly segment: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly mtu: number;
}

export interface WorkloadSpec {
  readonly name: string;
  readonly address: string;
}

/** Every container of a lab that is a machine: its hosts, then its routers. */
export const machinesOf = ({ hosts, routers }: LabSpec): readonly (HostSpec | RouterSpec)[] => [
  ...hosts,
  ...routers,
];

/** The machines that are on a segment. */
export const machinesOn = (lab: LabSpec, segment: string): (HostSpec | RouterSpec)[] =>
  machinesOf(lab).filter(({ interfaces }) => interfaces.some((link) => link.segment === segment));

/** A mode's properties as data: what is left of a `CniMode` once its files are written. */
export interface ModeSpec {
  readonly name: string;
  readonly summary: string;
  readonly requirements: readonly KernelFeature[];
  /** Bytes. */
  readonly overhead: number;
  /** The workloads' MTU in bytes: that of the hosts' segments less the overhead. */
  readonly mtu: number;
  readonly wire: Wires;
  readonly needsDatastore: boolean;
  readonly agent: string | null;
  readonly pairwise: boolean;
}

/** A workload, or a host by itself: then `name` and `host` are the same. */
export interface WorkloadRef {
  readonly name: string;
  readonly host: string;
}

interface ProbeBase {
  /** Unique within the lab; names the probe's files. */
  readonly name: string;
}

/** Throughput between two workloads by iperf3. */
export interface IperfSpec extends ProbeBase {
  readonly kind: "iperf";
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** Numbers of parallel TCP streams, each measured `samples` times. */
  readonly streams: readonly number[];
  readonly samples: number;
  /** Seconds that count, after `omit` seconds that don't. */
  readonly seconds: number;
  readonly omit: number;
}

/** Round-trip time and loss between two workloads. */
export interface PingSpec extends ProbeBase {
  readonly kind: "ping";
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  readonly count: number;
  /** Seconds between echo requests. */
  readonly interval: number;
  /** What passes: every reply, or (in a lab that is expected to be broken) none at all. */
  readonly expect: "replies" | "silence";
}

/** The largest packet that crosses between two workloads in one piece. */
export interface PathMtuSpec extends ProbeBase {
  readonly kind: "path-mtu";
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
}

/** What the mode's agent and the kernel spend on a TCP stream between two workloads. */
export interface CostSpec extends ProbeBase {
  readonly kind: "cost";
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  readonly samples: number;
  readonly seconds: number;
}

/** What crosses a device while one workload talks to another. */
export interface TcpdumpSpec extends ProbeBase {
  readonly kind: "tcpdump";
  /** The host, router or workload that is watched. */
  readonly on: string;
  /** The segment whose device is watched, on a host or router; null for the first. */
  readonly segment: string | null;
  /** The device that is watched; null for that of the segment, and eth0 in a workload. */
  readonly device: string | null;
  /** True to send a second of TCP as well as a few echo requests. */
  readonly stream: boolean;
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** The capture stops after so many packets. */
  readonly packets: number;
}

/** Routes, links, FDB, neighbours, leases and versions of every machine. */
export interface SnapshotSpec extends ProbeBase {
  readonly kind: "snapshot";
}

/** How long a workload is out of another's reach after an event. */
export interface ConvergenceSpec extends ProbeBase {
  readonly kind: "convergence";
  readonly event: ConvergenceEvent;
  readonly from: WorkloadRef;
  /** For an event that adds a workload: that one. */
  readonly to: WorkloadRef;
  /** Seconds from the event within which `to` must answer for good. */
  readonly within: number;
  /** Echo requests that may be lost; null for any number. */
  readonly maxLost: number | null;
  /** Echo requests from the event on, at least. */
  readonly count: number;
}

export type ProbeSpec =
  | IperfSpec
  | PingSpec
  | PathMtuSpec
  | CostSpec
  | TcpdumpSpec
  | SnapshotSpec
  | ConvergenceSpec;
export type ProbeKind = ProbeSpec["kind"];
