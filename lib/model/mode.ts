import type { Construct } from "constructs";
import type { Problem } from "./errors.ts";
import type { HostSpec, LabSpec } from "./lab-spec.ts";
import type { KernelFeature } from "./requirements.ts";
import type { Wires } from "./wire.ts";

/**
 * A CNI mode is a value that answers what shared code asks. Shared code reads these properties and
 * never compares a mode's name, so a new mode is one new file.
 */
export interface CniMode {
  /** Unique and stable, e.g. `flannel-vxlan`: it is written into every run. */
  readonly name: string;
  /** As labs in YAML have it, e.g. `{ flannel: { vxlan: { vni: 1 } } }`. */
  readonly declared: Readonly<Record<string, unknown>>;
  /** Whose gates and wiring the hosts use: a package of the host program, `toolchain/host/internal/families/FAMILY`. */
  readonly family: string;
  /** One line for lists and reports. */
  readonly summary: string;
  /** What the kernel of every host must offer, see requirements.ts. */
  readonly requirements: readonly KernelFeature[];
  /** True when the mode joins the workloads of one host only. */
  readonly singleHost: boolean;
  /** True when next hops must be neighbours on one segment. */
  readonly needsL2: boolean;
  /** Bytes that the mode adds to each workload packet; a workload's MTU is the segment's less this. */
  readonly overhead: number;
  /** What the mode's packets look like on the underlay. */
  readonly wire: Wires;
  /** True when the mode needs the lab's datastore (etcd). */
  readonly needsDatastore: boolean;
  /** The program on every host that makes routes or carries packets, and whose cost probes measure; null if none. */
  readonly agent: string | null;
  /** Which addresses workloads get. */
  readonly addressing: Addressing;
  /**
   * What connects a workload: `docker0`, the bridge of the host's engine, or `mode`: the engine gives it no
   * network, and the host's service `workloads` has the family attach it.
   */
  readonly attachment: "docker0" | "mode";
  /** True when any two workloads of a host have a link of their own, false when each has one to its host. */
  readonly pairwise: boolean;
  /**
   * What is wrong with the options that the mode was made from, in whole sentences; empty when nothing is. A Problem has a
   * place of its own, e.g. in a file that the options name.
   */
  complaints(lab: LabSpec): readonly (string | Problem)[];
  /** The configuration files of one host, in each program's own format. */
  files(host: HostSpec, lab: LabSpec): MachineFiles;
  /** What a router must run for the mode, as text for its bird.conf; empty where routers need not know of it. */
  routerProtocols(router: string, lab: LabSpec): string;
  /** Files about the whole lab, to be written beside its Terraform configuration; their paths are plain names. */
  labFiles(lab: LabSpec): Files;
}

/** The answers of a mode that its properties say all of. */
export const nothingMore = {
  complaints: () => [],
  files: () => ({ made: {}, given: {} }),
  routerProtocols: () => "",
  labFiles: () => ({}),
} satisfies Partial<CniMode>;

/** Which addresses workloads get. */
export interface Addressing {
  /** The network of all workloads of the lab. */
  readonly network: string;
  /** The subnet of host `number`'s workloads. */
  subnet(number: number): string;
  /** Where in the subnet the first workload is: bridges leave out the network's own address and theirs. */
  readonly firstWorkload: number;
  /** How many workloads a host can have: the addresses of its subnet that they may use, or fewer. */
  readonly capacity: number;
}

/** File path inside a host -> content. */
export type Files = Readonly<Record<string, string>>;

/** What configures a machine. */
export interface MachineFiles {
  /** It is made with these: when one changes, it is made anew. */
  readonly made: Files;
  /** It is given these while it runs: when one changes, what reads it takes the change. */
  readonly given: Files;
}

/** What a CNI construct needs of the lab it is placed in. A `Lab` is one. */
export interface Networked extends Construct {
  /** Makes `mode` join the lab's workloads; `path` names the asking construct in errors. @internal */
  install(mode: CniMode, path: string): void;
}
