import { z } from "zod";
import { isAddress, isNetwork } from "../../../model/cidr.ts";
import { shown } from "../../../model/shown.ts";
import { largestAsNumber } from "../resources/peer-complaints.ts";
import { apiVersion } from "../resources/resources.ts";

/** Fields that several kinds of manifests have. */

/** Names as Calico takes them; they become names of BIRD's, too. */
export const name = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, {
  error: ({ input }) =>
    `The name ${shown(input)} cannot be used. Use lower-case letters, digits, "-" and ".", with a letter or digit first and last.`,
});

/** As long as Calico takes it. What it says is checked in the lab. */
export const selector = z
  .string()
  .max(1024, { error: "A selector has 1024 characters at most. Use a shorter one." });

/** What a server writes is of no consequence, there or here. */
const written = {
  annotations: z.record(z.string(), z.string()).optional(),
  creationTimestamp: z.unknown().optional(),
  generation: z.unknown().optional(),
  managedFields: z.unknown().optional(),
  resourceVersion: z.unknown().optional(),
  uid: z.unknown().optional(),
};

/** A resource of a kind: everything but its spec. */
export const resource = <Kind extends string, Spec extends z.ZodType>(
  kind: Kind,
  spec: Spec,
  named: z.ZodType<string> = name,
) =>
  z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: z
      .strictObject({ name: named, labels: z.record(z.string(), z.string()).optional(), ...written })
      .transform(({ name, labels }) => ({ name, ...(labels === undefined ? {} : { labels }) })),
    spec,
  });

const noAsNumber = (given: unknown): string =>
  `The AS number ${shown(given)} is out of range. Use a whole number from 1 to ${largestAsNumber}, e.g. 64512, the first for private use; one with a point is written in quotes.`;

const numberOrText = z.union([z.number(), z.string()], { error: ({ input }) => noAsNumber(input) });

/** A number, its digits as text, or two numbers with a point between (RFC 5396, asdot). */
export const asNumber = numberOrText.transform((given, context) => {
  const [high, low] = /^(\d+)\.(\d+)$/.exec(String(given))?.slice(1).map(Number) ?? [];
  const dotted = typeof given === "string" && high !== undefined && low !== undefined;
  const number = dotted ? high * 2 ** 16 + low : Number(given);
  if (
    Number.isInteger(number) &&
    1 <= number &&
    number <= largestAsNumber &&
    (!dotted || Math.max(high, low) < 2 ** 16)
  )
    return number;
  context.addIssue({ code: "custom", message: noAsNumber(given) });
  return z.NEVER;
});

const noIpv6 = "The embedded engine has no IPv6.";

export const network = z.string().refine(isNetwork, {
  error: ({ input }) =>
    String(input).includes(":")
      ? `${noIpv6} Use an IPv4 network, e.g. 10.244.0.0/16.`
      : `${shown(input)} is no IPv4 network. Write it as address/prefix length without host bits, e.g. 10.244.0.0/16.`,
});

export const address = z.string().refine(isAddress, {
  error: ({ input }) =>
    String(input).includes(":")
      ? `${noIpv6} Use an IPv4 address.`
      : `${shown(input)} is no IPv4 address. Use e.g. 100.64.4.1.`,
});

/** The password itself is an option of the lab's: a manifest names the Secret that has it. */
export const password = z.strictObject({
  secretKeyRef: z
    .strictObject({ name: z.string(), key: z.string(), optional: z.boolean().optional() })
    .transform(({ name, key }) => ({ name, key })),
});

/** The one value of a field by which the engine works; the others are Calico's and refused. */
export const only = <const Value extends string | number | boolean>(
  value: Value,
  field: string,
  why: string,
) =>
  z
    .literal(value, {
      error: ({ input }) => `${field} is ${shown(input)}, but ${why}. Use ${value}, or leave it out.`,
    })
    .optional();
