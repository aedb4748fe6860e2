import type { LabSpec } from "./lab-spec.ts";
import type { ModeLab } from "./mode.ts";

/** What a mode is told about a resolved lab. */
export const modeLab = ({ hosts, routers, segments }: LabSpec): ModeLab => ({
  hosts: hosts.map(({ name, number, interfaces: [first], workloadSubnet, workloads }) => ({
    name,
    number,
    address: first?.address ?? "",
    prefixLength: first?.prefixLength ?? 32,
    workloadSubnet,
    workloads: workloads.length,
  })),
  gateways: routers.flatMap(({ name, interfaces }) =>
    interfaces.map((link) => ({
      router: name,
      segment: segments.find((segment) => segment.name === link.segment)?.cidr ?? "",
      address: link.address,
    })),
  ),
});
