import { type KernelFeature, kernelFeatures } from "./requirements.ts";

/** What a virtual machine is made of. */
export interface VmSize {
  readonly vcpus: number;
  /** MiB that the guest's kernel has. */
  readonly memory: number;
  /** MiB of the disk at most; it takes what is written to it. */
  readonly disk: number;
}

/** The least and the most of each: a guest with less memory or disk cannot run an engine, and a larger number is a typing error. */
export const vmLimits: { readonly [Part in keyof VmSize]: { readonly min: number; readonly max: number } } = {
  vcpus: { min: 1, max: 64 },
  memory: { min: 384, max: 65_536 },
  disk: { min: 2048, max: 1_048_576 },
};

/** What a machine's container may take of the engine's machine at most; nothing of it is reserved. */
export interface Limits {
  /** MiB; null for no limit. */
  readonly memory: number | null;
  /** Processes and threads. */
  readonly pids: number;
  /** Processors' worth of time; null for all that others leave: each container has the same weight. */
  readonly cpus: number | null;
}

/** What a container host can be given: with less it cannot run an engine with workloads. */
export const hostLimits: { readonly [Part in keyof Limits]: { readonly min: number; readonly max: number } } =
  {
    memory: { min: 256, max: 1_048_576 },
    // The most that a kernel can count (PID_MAX_LIMIT).
    pids: { min: 256, max: 4_194_304 },
    cpus: { min: 1, max: 8192 },
  };

/** What shared code asks of a kind of machine, instead of comparing names. */
interface MachineKindProperties {
  /** What the machine's own kernel offers; null where it shares the engine's, which preflight has to try. */
  readonly kernel: readonly KernelFeature[] | null;
  /** What the engine's kernel must offer to carry such a machine, whatever the CNI mode. */
  readonly requirements: readonly KernelFeature[];
  /** The image that it is started from. */
  readonly image: "host" | "vm";
  /** The largest MTU in bytes that its interfaces can have. */
  readonly largestMtu: number;
  /** Seconds within which it is ready, unless the lab says otherwise. */
  readonly readyWithin: number;
  /** Of its container, unless the lab says otherwise. */
  readonly limits: Limits;
  /** What it takes while nobody works in it: a container host's is measured, the others' in part (docs/workshops.md). */
  readonly usual: Usual;
}

/** What a machine takes that does nothing but keep itself ready. */
export interface Usual {
  /** MiB, besides its workloads and what a virtual machine is given. */
  readonly memory: number;
  /** MiB for each of its workloads. */
  readonly workload: number;
  /** MiB below the engine's own folder. */
  readonly disk: number;
  /** Processors' worth of time. */
  readonly processors: number;
}

const container = { kernel: null, image: "host", largestMtu: 65_535, readyWithin: 120 } as const;

export const machineKinds = {
  /** A container with a dockerd of its own, whose workloads are on a bridge or on veth pairs. */
  dind: {
    ...container,
    requirements: ["kernel:bridge", "kernel:veth"],
    // Enough for as many idle workloads as a subnet holds: each takes 4 MiB and 14 processes and threads.
    limits: { memory: 2048, pids: 4096, cpus: null },
    usual: { memory: 52, workload: 6, disk: 25, processors: 0.003 },
  },
  router: {
    ...container,
    requirements: ["kernel:multipath"],
    limits: { memory: 256, pids: 512, cpus: null },
    // The memory was read once; the share of a processor is assumed to be a container host's.
    usual: { memory: 8, workload: 0, disk: 1, processors: 0.003 },
  },
  /** QEMU in a container; Debian's cloud kernel has all that a mode can ask for. Emulated, it is slow to boot. */
  vm: {
    kernel: Object.keys(kernelFeatures) as KernelFeature[],
    requirements: ["kernel:tun", "kernel:ingress"],
    image: "vm",
    // A tap device counts the Ethernet header in.
    largestMtu: 65_535 - 14,
    readyWithin: 300,
    // What the guest has is bounded by its size, its processors among it, and QEMU's threads are few.
    limits: { memory: null, pids: 512, cpus: null },
    // The guest's memory holds its workloads. The disk was read once, and the share of a processor is assumed.
    usual: { memory: 0, workload: 0, disk: 30, processors: 0.05 },
  },
} as const satisfies Record<string, MachineKindProperties>;

export type MachineKind = keyof typeof machineKinds;
export type HostKind = Exclude<MachineKind, "router">;
export const hostKinds: readonly HostKind[] = ["dind", "vm"];

interface Kinded {
  readonly kind: MachineKind;
}

/** What is asked of the engine's kernel on behalf of machines that share it. */
export const sharesKernel = ({ kind }: Kinded): boolean => machineKinds[kind].kernel === null;

/** MiB that a VM host takes at most beyond its guest's memory: QEMU and the code that it translated. */
export const emulatorMemory = 512;

/** MiB that these hosts take at most. A container takes what its programs take, which is little beside this. */
export const memoryOf = (hosts: readonly { readonly vm: VmSize | null }[]): number =>
  hosts.reduce((sum, { vm }) => sum + (vm === null ? 0 : vm.memory + emulatorMemory), 0);
