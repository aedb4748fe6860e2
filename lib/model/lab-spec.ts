/**
 * A lab with every name, address and MTU filled in: the plain data in which declaring (cdktf) and
 * executing (zx) meet. Synthesis writes it as `lab.json` beside the Terraform configuration, and a
 * deployed lab keeps it in its Terraform state.
 */
export interface LabSpec {
  /** Format of this file. */
  readonly schema: 1;
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
}

export type HostKind = "dind";

export interface HostSpec {
  readonly name: string;
  readonly number: number;
  readonly kind: HostKind;
  /** The host container's name on the engine. */
  readonly container: string;
  /** Underlay interfaces, in the order of declaration. */
  readonly interfaces: readonly InterfaceSpec[];
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

/** A mode's properties as data: what is left of a `CniMode` once its files are written. */
export interface ModeSpec {
  readonly name: string;
  readonly summary: string;
  readonly requirements: readonly string[];
  /** Bytes. */
  readonly overhead: number;
  /** The workloads' MTU in bytes: the segments' smallest MTU less the overhead. */
  readonly mtu: number;
  readonly wire: {
    readonly filter: string;
    readonly decodeAs: readonly string[];
    readonly layers: readonly string[];
    readonly fields: Readonly<Record<string, string>>;
  };
}

/** A workload or host that a probe names. */
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
}

/** What crosses a host's underlay interface while one workload talks to another. */
export interface TcpdumpSpec extends ProbeBase {
  readonly kind: "tcpdump";
  /** The host whose underlay interface is watched. */
  readonly on: string;
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** `encapsulated`: workload packets appear as the mode says (`mode.wire`), and none otherwise. */
  readonly expect: "encapsulated";
  /** The capture stops after so many packets. */
  readonly packets: number;
}

/** Routes, links, FDB, neighbours, leases and versions of every host. */
export interface SnapshotSpec extends ProbeBase {
  readonly kind: "snapshot";
}

export type ProbeSpec = IperfSpec | PingSpec | TcpdumpSpec | SnapshotSpec;
export type ProbeKind = ProbeSpec["kind"];
