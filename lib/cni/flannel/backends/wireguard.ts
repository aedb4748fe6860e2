import { everywhere } from "../../../model/wire.ts";
import type { FlannelBackend } from "../backend.ts";
import { optionComplaints, optionsOf, soundOptions, port as udpPort } from "../options.ts";

export const wireguardOptions = optionsOf({ port: udpPort });

export interface WireguardOptions {
  /**
   * UDP port of the outer packets.
   * @default 51820 (WireGuard's and flannel's)
   */
  readonly port?: number;
}

/**
 * Encrypted IP packets in UDP, by the kernel's WireGuard. Overhead as flannel counts it, large enough for
 * either IP version outside: outer IPv6 40 + UDP 8 + WireGuard 32 = 80 bytes. Flannel, Documentation/backends.md.
 *
 * @example
 * ```ts
 * new Flannel(lab, "flannel", { backend: wireguard() });
 * ```
 */
export function wireguard(given: WireguardOptions = {}): FlannelBackend {
  const { port = 51820 } = soundOptions(wireguardOptions, given);
  return {
    name: "wireguard",
    type: "wireguard",
    summary: "flannel WireGuard: encrypted IP packets in UDP, through the device flannel-wg",
    requirements: ["kernel:wireguard"],
    needsL2: false,
    overhead: 80,
    wire: everywhere({
      filter: `udp port ${port}`,
      decodeAs: [`udp.port==${port},wg`],
      layers: ["eth", "ip", "udp", "wg"],
      fields: { "udp.dstport": String(port) },
      encrypted: true,
    }),
    complaints: optionComplaints("wireguard", wireguardOptions, given),
    given,
    options: { ListenPort: port },
  };
}
