import { z } from "zod";
import { plannedAddressing } from "../../../model/address-plan.ts";
import { bareWire } from "../../../model/wire.ts";
import type { FlannelBackend } from "../backend.ts";
import { optionComplaints, optionsOf, soundOptions, port as udpPort, whole } from "../options.ts";

export interface VxlanOptions {
  /**
   * VXLAN network identifier, at most 9,999,999: the device is called flannel.VNI, and names have 15 characters.
   * @default 1 (flannel's)
   */
  readonly vni?: number;
  /**
   * UDP port of the outer packets.
   * @default 8472 (the Linux kernel's and flannel's; IANA's is 4789)
   */
  readonly port?: number;
  /**
   * Routes straight to hosts of the same segment, as host-gw does, and tunnels to the others only.
   * @default false
   */
  readonly directRouting?: boolean;
}

export const vxlanOptions = optionsOf({
  // The device is called flannel.VNI, and a device's name has 15 characters at most (IFNAMSIZ).
  vni: whole(1, 9_999_999),
  port: udpPort,
  directRouting: z.boolean(),
});

/**
 * Ethernet frames in UDP, encapsulated by the kernel (RFC 7348). Overhead: inner Ethernet 14 + VXLAN 8 +
 * UDP 8 + outer IPv4 20 = 50 bytes. Flannel, Documentation/backends.md.
 *
 * @example
 * ```ts
 * new Flannel(lab, "flannel", { backend: vxlan({ vni: 7, directRouting: true }) });
 * ```
 */
export function vxlan(given: VxlanOptions = {}): FlannelBackend {
  const { vni = 1, port = 8472, directRouting = false } = soundOptions(vxlanOptions, given);
  const tunnelled = {
    filter: `udp port ${port}`,
    decodeAs: [`udp.port==${port},vxlan`],
    layers: ["eth", "ip", "udp", "vxlan", "eth", "ip"],
    fields: { "udp.dstport": String(port), "vxlan.vni": String(vni) },
    encrypted: false,
  };
  return {
    name: directRouting ? "vxlan-direct" : "vxlan",
    type: "vxlan",
    summary: `flannel VXLAN: L2 frames between VTEPs flannel.${vni}, encapsulated by the kernel${directRouting ? "; straight to hosts of the same segment" : ""}`,
    requirements: ["kernel:vxlan"],
    needsL2: false,
    overhead: 50,
    wire: {
      neighbours: directRouting ? bareWire(plannedAddressing.network) : tunnelled,
      routed: tunnelled,
    },
    complaints: optionComplaints("vxlan", vxlanOptions, given),
    given,
    options: { VNI: vni, Port: port, ...(directRouting ? { DirectRouting: true } : {}) },
  };
}
