import { everywhere } from "../../../model/wire.ts";
import type { FlannelBackend } from "../backend.ts";
import { optionComplaints, optionsOf, soundOptions, port as udpPort } from "../options.ts";

export const udpOptions = optionsOf({ port: udpPort });

export interface UdpOptions {
  /**
   * UDP port of the outer packets.
   * @default 8285 (flannel's)
   */
  readonly port?: number;
}

/**
 * IP packets in UDP, encapsulated by flanneld in user space: each packet goes from the kernel through the TUN
 * device flannel0 to flanneld and back, so it is copied four times more than with a backend in the kernel.
 * Overhead: UDP 8 + outer IPv4 20 = 28 bytes. flannel has it for debugging, and on amd64 only. Flannel,
 * Documentation/backends.md.
 *
 * @example
 * ```ts
 * new Flannel(lab, "flannel", { backend: udp({ port: 9285 }) });
 * ```
 */
export function udp(given: UdpOptions = {}): FlannelBackend {
  const { port = 8285 } = soundOptions(udpOptions, given);
  return {
    name: "udp",
    type: "udp",
    summary: "flannel UDP: IP packets through the TUN device flannel0 to flanneld, which puts them into UDP",
    requirements: ["kernel:tun"],
    needsL2: false,
    overhead: 28,
    wire: everywhere({
      filter: `udp port ${port}`,
      decodeAs: [`udp.port==${port},ip`],
      layers: ["eth", "ip", "udp", "ip"],
      fields: { "udp.dstport": String(port) },
      encrypted: false,
    }),
    complaints: optionComplaints("udp", udpOptions, given),
    given,
    options: { Port: port },
  };
}
