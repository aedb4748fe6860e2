import { everywhere } from "../../../model/wire.ts";
import type { FlannelBackend } from "../backend.ts";
import { type NoOptions, optionComplaints, optionsOf } from "../options.ts";

export const ipipOptions = optionsOf({});

/**
 * IP in IP (RFC 2003: protocol 4), encapsulated by the kernel. Overhead: outer IPv4, 20 bytes. Flannel,
 * Documentation/backends.md.
 *
 * @example
 * ```ts
 * new Flannel(lab, "flannel", { backend: ipip() });
 * ```
 */
export function ipip(given: NoOptions = {}): FlannelBackend {
  return {
    name: "ipip",
    type: "ipip",
    summary: "flannel IPIP: IP packets in IP packets, through the tunnel device flannel.ipip",
    requirements: ["kernel:ipip"],
    needsL2: false,
    overhead: 20,
    wire: everywhere({
      filter: "ip proto 4",
      decodeAs: [],
      layers: ["eth", "ip", "ip"],
      fields: {},
      encrypted: false,
    }),
    complaints: optionComplaints("ipip", ipipOptions, given),
    options: {},
    given,
  };
}
