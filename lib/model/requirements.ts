/**
 * Kernel features that modes and impairments may require. Each names a command whose success proves it: whatever
 * the distribution calls its module or option, a kernel that makes such a link or queue has the feature.
 */
export const kernelFeatures = {
  "kernel:bridge": { proof: link("bridge"), option: "CONFIG_BRIDGE" },
  "kernel:veth": { proof: link("veth"), option: "CONFIG_VETH" },
  // With a remote: without one it is the device tunl0, which is there already in a kernel that has ipip.
  "kernel:ipip": {
    proof: [...link("ipip"), "remote", "192.0.2.1"],
    option: "CONFIG_NET_IPIP",
    // A tunnel device without a remote end of its own has an entry for each next hop, although it never asks for one.
    entriesPerPeer: 1,
  },
  "kernel:vxlan": { proof: [...link("vxlan"), "id", "1", "dstport", "8472"], option: "CONFIG_VXLAN" },
  "kernel:wireguard": { proof: link("wireguard"), option: "CONFIG_WIREGUARD" },
  "kernel:tun": {
    proof: ["ip", "tuntap", "add", "dev", "try", "mode", "tun"],
    option: "CONFIG_TUN",
    device: "/dev/net/tun",
  },
  "kernel:ingress": {
    proof: ["tc", "qdisc", "add", "dev", "lo", "ingress"],
    option: "CONFIG_NET_SCH_INGRESS",
  },
  "kernel:tbf": {
    proof: [...queue("tbf"), "rate", "1mbit", "burst", "16kb", "latency", "10ms"],
    option: "CONFIG_NET_SCH_TBF",
  },
  // What closes a segment towards the engine's machine.
  "kernel:walls": {
    proof: ["underlay-host", "walls", "--try"],
    option: "CONFIG_NF_TABLES_NETDEV and CONFIG_NF_TABLES_BRIDGE, Linux 5.12",
  },
  // Written when a container starts, which fails without it.
  "kernel:multipath": {
    proof: ["test", "-e", "/proc/sys/net/ipv4/fib_multipath_hash_policy"],
    option: "CONFIG_IP_ROUTE_MULTIPATH",
    fix: "Use a kernel with it on the engine's machine: routers have none of their own.",
  },
  "kernel:netem": { proof: [...queue("netem"), "delay", "1ms"], option: "CONFIG_NET_SCH_NETEM" },
} as const satisfies Record<string, KernelProof>;

export interface KernelProof {
  /** A command that succeeds in a network namespace of its own where the kernel has the feature. */
  readonly proof: readonly string[];
  /** The kernel's build option, for the error message. */
  readonly option: string;
  /** What mends it where no module is to be loaded and a VM host is no way out. */
  readonly fix?: string;
  /** The device file through which programs use the feature. */
  readonly device?: string;
  /** Entries of the kernel's neighbour table that a device of this kind takes for each peer. @default 0 */
  readonly entriesPerPeer?: number;
}

function link(type: string): string[] {
  return ["ip", "link", "add", "try", "type", type];
}

function queue(kind: string): string[] {
  return ["tc", "qdisc", "add", "dev", "lo", "root", kind];
}

export type KernelFeature = keyof typeof kernelFeatures;

/** Entries of the neighbour table that a host with these features has for each other host, beyond those of its segments. */
export const entriesPerPeer = (features: readonly KernelFeature[]): number =>
  features.reduce((sum, feature) => {
    const { entriesPerPeer = 0 }: KernelProof = kernelFeatures[feature];
    return sum + entriesPerPeer;
  }, 0);

/** The device files that programs on a host need for these features. */
export const deviceFiles = (features: readonly KernelFeature[]): string[] =>
  features.flatMap((feature) => {
    const { device }: KernelProof = kernelFeatures[feature];
    return device ?? [];
  });
