import type { LabSpec } from "../model/lab-spec.ts";
import { bareWire, type Wire } from "../model/wire.ts";

/** How workload packets cross a link, by the name that files have for it: ports and layers are those of the protocols and projects. */
const wires = {
  /** As the workload sent them. */
  none: ({ workloadNetwork }: LabSpec): Wire => bareWire(workloadNetwork),
  /** RFC 7348; port 4789 is IANA's and Calico's, 8472 the Linux kernel's and flannel's. */
  vxlan: (): Wire => ({
    filter: "udp port 8472 or udp port 4789",
    decodeAs: ["udp.port==8472,vxlan"],
    layers: ["eth", "ip", "udp", "vxlan", "eth", "ip"],
    fields: {},
    encrypted: false,
  }),
  /** RFC 2003. */
  ipip: (): Wire => ({
    filter: "ip proto 4",
    decodeAs: [],
    layers: ["eth", "ip", "ip"],
    fields: {},
    encrypted: false,
  }),
  /** flannel's backend udp, which has port 8285 by default. */
  udp: (): Wire => ({
    filter: "udp port 8285",
    decodeAs: ["udp.port==8285,ip"],
    layers: ["eth", "ip", "udp", "ip"],
    fields: {},
    encrypted: false,
  }),
  /** flannel's backend wireguard, which has port 51820 by default. */
  wireguard: (): Wire => ({
    filter: "udp port 51820",
    decodeAs: ["udp.port==51820,wg"],
    layers: ["eth", "ip", "udp", "wg"],
    fields: {},
    encrypted: true,
  }),
} as const satisfies Readonly<Record<string, (lab: LabSpec) => Wire>>;

export type Encapsulation = keyof typeof wires;
export const encapsulations = Object.keys(wires) as [Encapsulation, ...Encapsulation[]];

/** What such packets look like in a lab: as its own mode says where that has the same layers, for the ports may be others there. */
export function wireOf(encapsulation: Encapsulation, lab: LabSpec): Wire {
  const usual = wires[encapsulation](lab);
  const own = [lab.mode.wire.neighbours, lab.mode.wire.routed].find(
    ({ layers }) => layers.join() === usual.layers.join(),
  );
  return own ?? usual;
}
