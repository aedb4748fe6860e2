/**
 * Underlay's constructs: container-networking labs as code, on cdktf.
 *
 * @packageDocumentation
 */

export { Bridge } from "./cni/bridge.ts";
export { Calico, type CalicoProps } from "./cni/calico/calico.ts";
export { fullMesh } from "./cni/calico/modes/full-mesh.ts";
export { gatewayDynamic } from "./cni/calico/modes/gateway-dynamic.ts";
export { gatewayRr } from "./cni/calico/modes/gateway-rr.ts";
export { ipip as calicoIpip } from "./cni/calico/modes/ipip.ts";
export { routeReflector } from "./cni/calico/modes/route-reflector.ts";
export { vxlan as calicoVxlan } from "./cni/calico/modes/vxlan.ts";
export { hostGw } from "./cni/flannel/backends/host-gw.ts";
export { ipip } from "./cni/flannel/backends/ipip.ts";
export { udp } from "./cni/flannel/backends/udp.ts";
export { vxlan } from "./cni/flannel/backends/vxlan.ts";
export { wireguard } from "./cni/flannel/backends/wireguard.ts";
export { Flannel, type FlannelProps } from "./cni/flannel/flannel.ts";
export { VethPairs } from "./cni/veth-pairs.ts";
export { type DindOptions, dind } from "./constructs/dind-host.ts";
export type { Host, HostOptions } from "./constructs/host.ts";
export { Lab } from "./constructs/lab.ts";
export type { LabProps } from "./constructs/lab-props.ts";
export type { Router, RouterOptions } from "./constructs/router.ts";
export type { Segment, SegmentOptions } from "./constructs/segment.ts";
export { type VmOptions, vm } from "./constructs/vm-host.ts";
export type { Workload } from "./constructs/workload.ts";
export { convergence } from "./probes/convergence.ts";
export {
  hostAdded,
  linkDown,
  reflectorKilled,
  sessionDown,
  workloadAdded,
} from "./probes/convergence-events.ts";
export { cost } from "./probes/cost.ts";
export { iperf } from "./probes/iperf.ts";
export { latency } from "./probes/latency.ts";
export { pathMtu } from "./probes/path-mtu.ts";
export { ping } from "./probes/ping.ts";
export { pps } from "./probes/pps.ts";
export { snapshot } from "./probes/snapshot.ts";
export { tcpdump } from "./probes/tcpdump.ts";
export { udp as udpLoad } from "./probes/udp.ts";

export { udpThroughput } from "./probes/udp-throughput.ts";
