import { z } from "zod";
import { refused } from "../../../yaml/check.ts";
import { address, asNumber, name, only, password, resource, selector } from "./fields.ts";

/** Calico takes a port with the address; BGP's own is what the engine listens on. */
const peerIP = z
  .string()
  .transform((text) => text.replace(/^([0-9.]+):179$/, "$1"))
  .pipe(address);

/** Nodes and whom they peer with. Calico's reference, "BGP peer". */
export const bgpPeer = resource(
  "BGPPeer",
  z
    .strictObject({
      node: z.string().optional(),
      nodeSelector: selector.optional(),
      peerSelector: selector.optional(),
      peerIP: peerIP.optional(),
      asNumber: asNumber.optional(),
      numAllowedLocalASNumbers: z.int().min(0).max(255).optional(),
      keepOriginalNextHop: z.boolean().optional(),
      nextHopMode: z
        .enum(["Auto", "Keep"], {
          error:
            "nextHopMode can be Auto or Keep: the embedded engine makes itself the next hop where BGP does, and nowhere else.",
        })
        .optional(),
      password: password.optional(),
      filters: z.array(name).optional(),
      sourceAddress: only(
        "UseNodeIP",
        "sourceAddress",
        "the embedded engine's sessions come from the node's address",
      ),
      reversePeering: only(
        "Auto",
        "reversePeering",
        "the embedded engine makes both ends of a session between nodes",
      ),
      failureDetectionMode: only("None", "failureDetectionMode", "the embedded engine has no BFD"),
      restartMode: only(
        "GracefulRestart",
        "restartMode",
        "the embedded engine restarts gracefully (RFC 4724)",
      ),
      birdGatewayMode: only("Recursive", "birdGatewayMode", "the embedded engine looks next hops up, always"),
      localASNumber: refused(
        "localASNumber: the embedded engine's nodes have one AS number each. Give a Node its asNumber.",
      ),
      localWorkloadSelector: refused(
        "localWorkloadSelector: the embedded engine has no BGP sessions with workloads. Remove it.",
      ),
      maxRestartTime: refused(
        "maxRestartTime: the embedded engine waits 120 s for a peer's restart, as Calico does without it. Remove it.",
      ),
      keepaliveTime: refused(
        "keepaliveTime: the embedded engine says every 80 s that it is alive, as Calico does without it. Remove it.",
      ),
      ttlSecurity: refused("ttlSecurity: the embedded engine checks no TTL. Remove it."),
      reachableBy: refused("reachableBy: the lab's own routes lead to every peer. Remove it."),
      externalNetwork: refused("externalNetwork: the embedded engine has one routing table. Remove it."),
    })
    .refine(
      ({ keepOriginalNextHop, nextHopMode }) =>
        keepOriginalNextHop === undefined || nextHopMode === undefined,
      {
        path: ["keepOriginalNextHop"],
        error: "keepOriginalNextHop and nextHopMode say the same. Keep nextHopMode.",
      },
    )
    .transform(
      ({
        sourceAddress,
        reversePeering,
        failureDetectionMode,
        restartMode,
        birdGatewayMode,
        nextHopMode,
        ...spec
      }) => ({
        ...spec,
        ...(nextHopMode === undefined ? {} : { keepOriginalNextHop: nextHopMode === "Keep" }),
      }),
    ),
);
