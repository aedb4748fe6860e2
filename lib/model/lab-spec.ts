import type { LabClaimId } from "./claim-ids.ts";
import type { HostKind, Limits, MachineKind, VmSize } from "./host-kinds.ts";
import type { Impairment } from "./impairment.ts";
import type { Making } from "./making.ts";
import type { KernelFeature } from "./requirements.ts";
import { isOn, type Route } from "./routing.ts";
import type { Wires } from "./wire.ts";

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
  readonly making: Making;
  /** The lab's slice of 100.64.0.0/10. */
  readonly addressBlock: string;
  readonly segments: readonly SegmentSpec[];
  readonly hosts: readonly HostSpec[];
  readonly routers: readonly RouterSpec[];
  /** How routers learn their routes: from the plan, or from each other by OSPF. */
  readonly routing: Routing;
  /** Why the lab is expected not to join all its workloads; null for a lab that must. */
  readonly expectBroken: string | null;
  /** The claims that a run of the lab must show. */
  readonly claims: readonly LabClaimId[];
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

/** A machine's first underlay address. */
export const addressOf = ({ interfaces: [first] }: MachineSpec): string => first?.address ?? "";

/** The machines that are on a segment. */
export const machinesOn = (lab: LabSpec, segment: string): (HostSpec | RouterSpec)[] =>
  machinesOf(lab).filter((machine) => isOn(machine, segment));

/** A mode's properties as data: what is left of a `CniMode` once its files are written. */
export interface ModeSpec {
  readonly name: string;
  /** What it is a mode of, e.g. `flannel`. */
  readonly family: string;
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
  /** Its own. */
  readonly name: string;
  /** The name of the host that it is in. */
  readonly host: string;
}

/** All that the model knows of a probe: the other options are its kind's (lib/probes). */
export interface ProbeSpec {
  /** What is measured, e.g. `path-mtu`. */
  readonly kind: string;
  /** Unique within the lab; names the probe's files. */
  readonly name: string;
}
