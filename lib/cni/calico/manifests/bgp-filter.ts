import { z } from "zod";
import { refused } from "../../../yaml/check.ts";
import { network, resource } from "./fields.ts";

const length = z.int().min(0).max(32).optional();

/** A rule's conditions all have to hold. Calico's reference, "BGP filter". */
const rule = z
  .strictObject({
    action: z.enum(["Accept", "Reject"]),
    matchOperator: z.enum(["Equal", "NotEqual", "In", "NotIn"]).optional(),
    cidr: network.optional(),
    prefixLength: z
      .strictObject({ min: length, max: length })
      .refine(({ min = 0, max = 32 }) => min <= max, {
        error: "prefixLength has a min above its max, so no route matches. Exchange the two.",
      })
      .optional(),
    source: z.enum(["RemotePeers"]).optional(),
    interface: z
      .string()
      .regex(/^[a-zA-Z0-9_.*-]{1,15}$/, {
        error:
          'interface is no name of a device. Use at most 15 letters, digits, "-", "_" or ".", and "*" for any others, e.g. eth*.',
      })
      .optional(),
    peerType: refused(
      "peerType: the embedded engine's filters do not ask for it. Name the filter in the BGPPeers that it is for.",
    ),
    communities: refused("communities: the embedded engine has no communities on routes. Remove the rule."),
    asPathPrefix: refused(
      "asPathPrefix: the embedded engine's filters do not look at AS paths. Remove the rule.",
    ),
    priority: refused("priority: the embedded engine's routes have no priorities. Remove the rule."),
    operations: refused(
      "operations: the embedded engine's filters accept or reject a route, and change nothing of it. Remove it.",
    ),
  })
  .refine(({ cidr, matchOperator }) => (cidr === undefined) === (matchOperator === undefined), {
    error: "The rule has only one of cidr and matchOperator. Give it both, or none.",
  })
  .refine(({ cidr, prefixLength }) => prefixLength === undefined || cidr !== undefined, {
    error:
      "The rule has a prefixLength without a cidr. Give it a cidr, e.g. 0.0.0.0/0, with the matchOperator In.",
  })
  .refine(
    ({ matchOperator, prefixLength }) =>
      prefixLength === undefined || matchOperator === undefined || /In$/.test(matchOperator),
    {
      error:
        "The rule compares a network with several: prefixLength goes with In and NotIn. Use one of these.",
    },
  )
  .refine(({ cidr = "0.0.0.0/0", prefixLength }) => Number(cidr.split("/")[1]) <= (prefixLength?.max ?? 32), {
    error:
      "The rule's cidr is smaller than every prefixLength allowed, so no route matches. Raise max, or use a larger cidr.",
  });

const noIpv6 = "the embedded engine has no IPv6. Remove it.";

export const bgpFilter = resource(
  "BGPFilter",
  z.strictObject({
    importV4: z.array(rule).optional(),
    exportV4: z.array(rule).optional(),
    importV6: refused(`importV6: ${noIpv6}`),
    exportV6: refused(`exportV6: ${noIpv6}`),
  }),
);
