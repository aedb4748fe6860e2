import { z } from "zod";
import { shown } from "../../../model/shown.ts";
import { refused } from "../../../yaml/check.ts";
import { asNumber, only, password, resource } from "./fields.ts";

const noServices = "the embedded engine has no Kubernetes services to announce. Remove it.";
const noCommunities = "the embedded engine puts no communities on routes. Remove it.";
const noWorkloadPeers = "the embedded engine has no BGP sessions with workloads. Remove it.";

/** What holds for every node. Calico's reference, "BGP configuration". */
export const bgpConfiguration = resource(
  "BGPConfiguration",
  z
    .strictObject({
      asNumber: asNumber.default(64512),
      nodeToNodeMeshEnabled: z.boolean().default(true),
      nodeMeshPassword: password.optional(),
      logSeverityScreen: only(
        "Info",
        "logSeverityScreen",
        "the embedded engine logs the states of sessions, always",
      ),
      listenPort: only(179, "listenPort", "the embedded engine listens on BGP's own port"),
      bindMode: only("None", "bindMode", "the embedded engine listens on every address"),
      serviceClusterIPs: refused(`serviceClusterIPs: ${noServices}`),
      serviceExternalIPs: refused(`serviceExternalIPs: ${noServices}`),
      serviceLoadBalancerIPs: refused(`serviceLoadBalancerIPs: ${noServices}`),
      serviceLoadBalancerAggregation: refused(`serviceLoadBalancerAggregation: ${noServices}`),
      communities: refused(`communities: ${noCommunities}`),
      prefixAdvertisements: refused(`prefixAdvertisements: ${noCommunities}`),
      nodeMeshMaxRestartTime: refused(
        "nodeMeshMaxRestartTime: the embedded engine waits 120 s for a peer's restart, as Calico does without it. Remove it.",
      ),
      ignoredInterfaces: refused(
        "ignoredInterfaces: the embedded engine leaves out the devices of workloads and tunnels, and those alone. Remove it.",
      ),
      localWorkloadPeeringIPV4: refused(`localWorkloadPeeringIPV4: ${noWorkloadPeers}`),
      localWorkloadPeeringIPV6: refused(`localWorkloadPeeringIPV6: ${noWorkloadPeers}`),
      programClusterRoutes: refused(
        "programClusterRoutes: with the embedded engine BIRD writes all routes but VXLAN's. Remove it.",
      ),
    })
    .refine(({ nodeToNodeMeshEnabled, nodeMeshPassword }) => nodeToNodeMeshEnabled || !nodeMeshPassword, {
      path: ["nodeMeshPassword"],
      error:
        "nodeMeshPassword is for the node-to-node mesh, which is off. Remove it, or give it to BGPPeers as their password.",
    })
    .transform(({ logSeverityScreen, listenPort, bindMode, ...spec }) => spec),
  z.literal("default", {
    error: ({ input }) =>
      `The embedded engine takes the BGPConfiguration "default" alone, which holds for all nodes, and not ${shown(input)}. Call it default, or remove it.`,
  }),
);
