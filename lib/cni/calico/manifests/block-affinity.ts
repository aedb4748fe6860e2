import { z } from "zod";
import { network, resource } from "./fields.ts";

/** A host's block as the lab plans it: read, because the lab writes it, and checked. */
export const blockAffinity = resource(
  "BlockAffinity",
  z.strictObject({
    cidr: network,
    node: z.string(),
    state: z.literal("confirmed"),
    deleted: z.literal("false"),
  }),
);
