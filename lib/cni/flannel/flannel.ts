import { Construct } from "constructs";
import { plannedAddressing } from "../../model/address-plan.ts";
import { freeId } from "../../model/free-id.ts";
import { datastoreOf, environment } from "../../model/host-files.ts";
import { json } from "../../model/json.ts";
import { addressOf, type HostSpec, type LabSpec } from "../../model/lab-spec.ts";
import { type CniMode, type Files, type Networked, nothingMore } from "../../model/mode.ts";
import { optionsIn } from "../../model/options.ts";
import { noMode } from "../no-mode.ts";
import type { FlannelBackend } from "./backend.ts";

/**
 * What `Flannel` is made of.
 *
 * @example
 * ```ts
 * const props: FlannelProps = { backend: hostGw() };
 * new Flannel(lab, "flannel", props);
 * ```
 */
export interface FlannelProps {
  /** How flannel carries packets between hosts, e.g. `vxlan()`. */
  readonly backend: FlannelBackend;
}

/**
 * Joins a lab's workloads by flannel: one flanneld on each host, leases in the lab's etcd.
 *
 * @example
 * ```ts
 * new Flannel(lab, "flannel", { backend: vxlan() });
 * ```
 */
export class Flannel extends Construct {
  constructor(lab: Networked, id: string, props: FlannelProps) {
    super(lab, freeId(lab, id));
    const { backend } = optionsIn(props);
    const mode = isBackend(backend) ? flannel(backend) : noMode("backend", backend, "vxlan()");
    lab.install(mode, this.node.path);
  }
}

const isBackend = (backend: unknown): backend is FlannelBackend =>
  typeof backend === "object" && backend !== null && "complaints" in backend && "wire" in backend;

/** The mode of a flannel backend. */
export function flannel(backend: FlannelBackend): CniMode {
  const { summary, requirements, needsL2, overhead, wire, complaints } = backend;
  return {
    name: `flannel-${backend.name}`,
    declared: { flannel: { [backend.type]: backend.given } },
    family: "flannel",
    summary,
    requirements,
    singleHost: false,
    needsL2,
    overhead,
    wire,
    ...nothingMore,
    complaints: () => complaints,
    needsDatastore: true,
    agent: "flanneld",
    addressing: plannedAddressing,
    attachment: "docker0",
    pairwise: false,
    // flanneld makes its devices anew when it starts, and does not take back those of another backend.
    files: (host, lab) => ({ made: flannelFiles(backend, host, lab), given: {} }),
  };
}

function flannelFiles({ type, options }: FlannelBackend, host: HostSpec, lab: LabSpec): Files {
  const address = addressOf(host);
  return {
    "/etc/underlay/flannel/net-conf.json": json({
      Network: lab.workloadNetwork,
      SubnetLen: Number(host.workloadSubnet.split("/")[1]),
      // Without a Type flannel falls back to udp, so it is always written.
      Backend: { Type: type, ...options },
    }),
    // flannel would lease one of the first hundred free subnets at random; a reservation makes it repeatable.
    "/etc/underlay/flannel/reservation.json": json({
      key: `/coreos.com/network/subnets/${host.workloadSubnet.replace("/", "-")}`,
      value: { PublicIP: address },
    }),
    "/etc/underlay/flanneld.env": environment({
      FLANNELD_ETCD_ENDPOINTS: datastoreOf(lab),
      FLANNELD_IFACE: address,
      FLANNELD_PUBLIC_IP: address,
      // The host's engine filters nothing (daemon.json), so there is nothing to open up.
      FLANNELD_IPTABLES_FORWARD_RULES: "false",
    }),
  };
}
