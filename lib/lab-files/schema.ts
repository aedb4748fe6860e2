import { z } from "zod";
import { modes } from "../cni/calico/modes.ts";
import { backends } from "../cni/flannel/backends.ts";
import { hostMakers } from "../constructs/host-makers.ts";
import { instances, slots } from "../model/address-plan.ts";
import type { Choices } from "../model/choice.ts";
import { impairmentSchema } from "../model/impairment.ts";
import { routings } from "../model/lab-spec.ts";
import { nameSchema } from "../model/names.ts";
import { mostHosts, mostRouters } from "../model/problems/machines.ts";
import { largestMtu, smallestMtu } from "../model/problems/segments.ts";
import { probeChoices } from "../probes/kinds.ts";

/**
 * Labs in YAML as JSON Schema tells editors of them (docs/lab.schema.json). Whether a lab is sound the model says, for labs in
 * TypeScript as well; the ranges are the same.
 */

const named = (value: z.ZodType) => z.record(nameSchema, value);
const oneOrMore = (value: z.ZodType) => z.union([value, z.array(value)]);

/** A name, or the name with options. */
const choice = (choices: Choices<unknown>) =>
  z.union([
    z.enum(Object.keys(choices)),
    ...Object.entries(choices).map(([name, { schema }]) => z.strictObject({ [name]: schema })),
  ]);

const kind = choice(hostMakers);
const on = oneOrMore(
  z.union([z.string(), z.strictObject({ segment: z.string(), address: z.string().optional() })]),
);

const segment = z
  .strictObject({
    mtu: z.int().min(smallestMtu).max(largestMtu),
    prefixLength: z.int().min(22).max(29),
    cidr: z.string(),
    impair: impairmentSchema,
  })
  .partial();

const host = z.strictObject({
  on,
  number: z.int().min(1).max(mostHosts).optional(),
  kind: kind.optional(),
  workloads: oneOrMore(nameSchema).optional(),
});

const router = z.strictObject({
  on,
  number: z.int().min(1).max(mostRouters).optional(),
  userNamespace: z.boolean().optional(),
});

export const labSchema = z.strictObject({
  name: nameSchema.optional(),
  about: z.string(),
  slot: z
    .int()
    .min(0)
    .max(slots - 1),
  instance: z
    .int()
    .min(0)
    .max(instances - 1)
    .optional(),
  readyWithin: z.int().min(1).max(86_400).optional(),
  hostKind: kind.optional(),
  routing: z.enum(routings).optional(),
  expectBroken: z.string().optional(),
  segments: named(segment.nullable()),
  hosts: named(host),
  routers: named(router).optional(),
  cni: z.union([
    z.enum(["bridge", "veth-pairs"]),
    z.strictObject({ flannel: choice(backends) }),
    z.strictObject({ calico: choice(modes) }),
  ]),
  probes: z.array(choice(probeChoices)).optional(),
});

export const labKeys = Object.keys(labSchema.shape);
export const segmentKeys = Object.keys(segment.shape);
export const hostKeys = Object.keys(host.shape);
export const routerKeys = Object.keys(router.shape);
