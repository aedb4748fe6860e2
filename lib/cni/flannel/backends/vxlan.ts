import type { FlannelBackend } from "../backend.ts";

export interface VxlanOptions {
  /**
   * VXLAN network identifier, 24 bits. The device is called flannel.VNI.
   * @default 1 (flannel's)
   */
  readonly vni?: number;
  /**
   * UDP port of the outer packets.
   * @default 8472 (the Linux kernel's and flannel's; IANA's is 4789)
   */
  readonly port?: number;
}

/**
 * Ethernet frames in UDP, encapsulated by the kernel (RFC 7348). Overhead: inner Ethernet 14 + VXLAN 8 +
 * UDP 8 + outer IPv4 20 = 50 bytes. Flannel, Documentation/backends.md.
 */
export function vxlan({ vni = 1, port = 8472 }: VxlanOptions = {}): FlannelBackend {
  return {
    type: "vxlan",
    summary: `flannel VXLAN: L2 frames between VTEPs flannel.${vni}, encapsulated by the kernel`,
    requirements: ["kernel:vxlan"],
    needsL2: false,
    overhead: 50,
    wire: {
      filter: `udp port ${port}`,
      decodeAs: [`udp.port==${port},vxlan`],
      layers: ["eth", "ip", "udp", "vxlan", "eth", "ip"],
      fields: { "udp.dstport": String(port), "vxlan.vni": String(vni) },
    },
    options: { VNI: vni, Port: port },
  };
}
