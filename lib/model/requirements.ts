/**
 * Kernel features that modes may require. Each names the link type whose creation proves it: whatever
 * the distribution calls its module or option, a kernel that makes such a link has the feature.
 */
export const kernelFeatures = {
  "kernel:bridge": { proof: ["type", "bridge"], option: "CONFIG_BRIDGE" },
  "kernel:veth": { proof: ["type", "veth"], option: "CONFIG_VETH" },
  "kernel:ipip": { proof: ["type", "ipip"], option: "CONFIG_NET_IPIP" },
  "kernel:vxlan": { proof: ["type", "vxlan", "id", "1", "dstport", "8472"], option: "CONFIG_VXLAN" },
} as const satisfies Record<string, KernelProof>;

interface KernelProof {
  /** Arguments of `ip link add NAME …`. */
  readonly proof: readonly string[];
  /** The kernel's build option, for the error message. */
  readonly option: string;
}

export type KernelFeature = keyof typeof kernelFeatures;

/** What every host needs, whatever its mode: an engine inside it that joins workloads to a bridge. */
export const hostRequirements: readonly KernelFeature[] = ["kernel:bridge", "kernel:veth"];
