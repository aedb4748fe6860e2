import { z } from "zod";
import { isAddress } from "../../../model/cidr.ts";
import { shown } from "../../../model/shown.ts";
import { refused } from "../../../yaml/check.ts";
import { asNumber, resource } from "./fields.ts";

const given = "the lab gives hosts what they need of it. Remove it.";

/** BIRD takes 0 for "my own router ID", which two reflectors do not share. */
const clusterId = z.string().refine((text) => isAddress(text) && text !== "0.0.0.0", {
  error: ({ input }) =>
    `The cluster ID ${shown(input)} cannot be used. Write it like an IPv4 address other than 0.0.0.0, e.g. 244.0.0.1.`,
});

/**
 * A host of the lab, by its name. Addresses are the lab's: a manifest may repeat them, and then they have to be right.
 * Calico's reference, "Node".
 */
export const node = resource(
  "Node",
  z
    .strictObject({
      bgp: z
        .strictObject({
          ipv4Address: z.string().optional(),
          asNumber: asNumber.optional(),
          routeReflectorClusterID: clusterId.optional(),
          ipv4IPIPTunnelAddr: z.string().optional(),
          ipv6Address: refused("ipv6Address: the embedded engine has no IPv6. Remove it."),
        })
        .default({}),
      ipv4VXLANTunnelAddr: z.string().optional(),
      vxlanTunnelMACAddr: z.string().optional(),
      addresses: refused(`addresses: ${given}`),
      orchRefs: refused("orchRefs: the embedded engine knows of no orchestrator. Remove it."),
      wireguard: refused("wireguard: the embedded engine encrypts nothing. Remove it."),
      ipv6VXLANTunnelAddr: refused("ipv6VXLANTunnelAddr: the embedded engine has no IPv6. Remove it."),
      vxlanTunnelMACAddrV6: refused("vxlanTunnelMACAddrV6: the embedded engine has no IPv6. Remove it."),
    })
    .default({ bgp: {} }),
).extend({ status: z.unknown().optional() });
