import { z } from "zod";
import { modes } from "../cni/calico/modes.ts";
import { backends } from "../cni/flannel/backends.ts";
import type { HostOptions } from "../constructs/host.ts";
import { hostMakers } from "../constructs/host-makers.ts";
import type { LabProps } from "../constructs/lab-props.ts";
import type { RouterOptions } from "../constructs/router.ts";
import { segmentSchema } from "../constructs/segment.ts";
import { instances, slots } from "../model/address-plan.ts";
import { choiceSchema } from "../model/choice.ts";
import { labClaimIds } from "../model/claim-ids.ts";
import { routings } from "../model/lab-spec.ts";
import { nameSchema } from "../model/names.ts";
import type { OptionSchemas } from "../model/options.ts";
import { mostHosts, mostRouters } from "../model/problems/machines.ts";
import { probeChoices } from "../probes/kinds.ts";

/**
 * Labs in YAML as JSON Schema tells editors of them (docs/lab.schema.json). Whether a lab is sound the model says, for labs in
 * TypeScript as well; the ranges are the same.
 */

const named = (value: z.ZodType) => z.record(nameSchema, value);
const oneOrMore = (value: z.ZodType) => z.union([value, z.array(value)]);

/** The interface of a file (below lib) that lab files in TypeScript have for the same; its TSDoc says what each option is for. */
const like = <Schema extends z.ZodType>(schema: Schema, docs: string): Schema => schema.meta({ docs });

const kind = choiceSchema(hostMakers, "constructs");
const place = like(
  z.strictObject({ segment: z.string(), address: z.string().optional() }),
  "constructs/attachments.ts#Attachment",
);
const on = oneOrMore(z.union([z.string(), place]));

const host = z.strictObject({
  on,
  number: z.int().min(1).max(mostHosts).optional(),
  kind: kind.optional(),
  workloads: oneOrMore(nameSchema)
    .describe(
      "Names of its workloads: containers inside of it, as pods are in Kubernetes. The first gets the host's subnet plus 2, the next plus 3, and so on.",
    )
    .optional(),
} satisfies OptionSchemas<HostOptions & { workloads: unknown }>);

const router = z.strictObject({
  on,
  number: z.int().min(1).max(mostRouters).optional(),
  userNamespace: z.boolean().optional(),
} satisfies OptionSchemas<RouterOptions>);

const resources = z.strictObject({ resources: z.string(), password: z.string().optional() });

const lab = z.strictObject({
  name: nameSchema.describe("The lab's name. Default: that of the file.").optional(),
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
  claims: oneOrMore(z.enum(labClaimIds)).optional(),
  segments: named(like(segmentSchema, "constructs/segment.ts#SegmentOptions").nullable()).describe(
    "L2 networks, by their names. An empty one has what is usual.",
  ),
  hosts: named(like(host, "constructs/host.ts#HostOptions")).describe("Hosts, by their names."),
  routers: named(like(router, "constructs/router.ts#RouterOptions"))
    .describe("Routers, by their names: each joins segments.")
    .optional(),
  cni: z
    .union([
      z.literal("bridge").meta({ docs: "cni/bridge.ts#Bridge" }),
      z.literal("veth-pairs").meta({ docs: "cni/veth-pairs.ts#VethPairs" }),
      z.strictObject({
        flannel: like(choiceSchema(backends, "cni/flannel/backends"), "cni/flannel/flannel.ts#Flannel"),
      }),
      z.strictObject({
        calico: like(
          z.union([
            choiceSchema(modes, "cni/calico/modes"),
            like(resources, "cni/calico/calico.ts#ResourceProps"),
          ]),
          "cni/calico/calico.ts#Calico",
        ),
      }),
    ])
    .describe("What joins the workloads."),
  probes: z
    .array(choiceSchema(probeChoices, "probes"))
    .describe("What is measured, one after the other.")
    .optional(),
} satisfies OptionSchemas<
  LabProps & Record<"name" | "segments" | "hosts" | "routers" | "cni" | "probes", unknown>
>);

export const labSchema = like(lab, "constructs/lab-props.ts#LabProps").describe(
  "A lab of container networks.",
);

export const labKeys = Object.keys(lab.shape);
export const segmentKeys = Object.keys(segmentSchema.shape);
export const hostKeys = Object.keys(host.shape);
export const routerKeys = Object.keys(router.shape);
