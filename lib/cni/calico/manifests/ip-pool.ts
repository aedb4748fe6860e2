import { z } from "zod";
import { refused } from "../../../yaml/check.ts";
import { network, only, resource, selector } from "./fields.ts";

const encapsulation = z.enum(["Never", "CrossSubnet", "Always"]).default("Never");

/** Addresses for workloads. Calico's reference, "IP pool". */
export const ipPool = resource(
  "IPPool",
  z
    .strictObject({
      cidr: network,
      blockSize: z.int().default(26),
      ipipMode: encapsulation,
      vxlanMode: encapsulation,
      natOutgoing: z
        .literal(false, {
          error:
            "natOutgoing is not false, but the embedded engine translates no addresses: packets keep the workloads' own. Use false.",
        })
        .default(false),
      nodeSelector: selector.default("all()"),
      disabled: z.boolean().optional(),
      disableBGPExport: z.boolean().optional(),
      assignmentMode: only("Automatic", "assignmentMode", "workloads of a lab ask for no pool by name"),
      allowedUses: z
        .array(z.enum(["Workload", "Tunnel"]))
        .refine((uses) => uses.includes("Workload") && uses.includes("Tunnel"), {
          error:
            "The embedded engine gives workloads and tunnels addresses of one pool. Use [Workload, Tunnel], or leave it out.",
        })
        .optional(),
      namespaceSelector: refused("namespaceSelector: the embedded engine knows of no namespaces. Remove it."),
      ipip: refused("ipip is a field of Calico's API v1. Use ipipMode."),
      "nat-outgoing": refused("nat-outgoing is a field of Calico's API v1. Use natOutgoing."),
    })
    .transform(({ assignmentMode, allowedUses, ...spec }) => spec),
);
