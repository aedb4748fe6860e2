import { describe, expect, it } from "vitest";
import { z } from "zod";
import { backends } from "../../lib/cni/flannel/backends.ts";
import { dindSchema } from "../../lib/constructs/dind-host.ts";
import { segmentSchema } from "../../lib/constructs/segment.ts";
import { vmSchema } from "../../lib/constructs/vm-host.ts";
import { labSchema } from "../../lib/lab-files/schema.ts";
import { impairmentSchema } from "../../lib/model/impairment.ts";
import { but, complaints } from "../fixtures/yaml-lab.ts";

/** What editors are told must be what is refused: both ends of each range, and what is just beyond. */
describe("the range that the JSON Schema has is the model's", () => {
  const ranges = (schema: z.ZodObject) =>
    Object.entries(schema.shape).flatMap(([name, part]) => {
      const { minimum, maximum } = z.toJSONSchema(part as z.ZodType, { io: "input" });
      return minimum === undefined || maximum === undefined ? [] : [[name, minimum, maximum] as const];
    });
  const inKind = (kind: string) => (option: string) =>
    but("workloads: client", `workloads: client, kind: { ${kind}: { ${option} } }`);
  const places: [string, z.ZodObject, (option: string) => string][] = [
    [
      "a lab",
      labSchema,
      (option) => but("slot: 9", option.startsWith("slot") ? option : `slot: 9\n${option}`),
    ],
    ["a segment", segmentSchema, (option) => but("underlay:", `underlay: { ${option} }`)],
    [
      "an impairment",
      impairmentSchema,
      (option) =>
        but(
          "underlay:",
          `underlay: { impair: { ${option.startsWith("delay") ? "" : "delay: 1, "}${option} } }`,
        ),
    ],
    ["a container host", dindSchema, inKind("dind")],
    ["a virtual machine", vmSchema, inKind("vm")],
    ["flannel's vxlan", backends.vxlan.schema, (option) => but("vxlan", `{ vxlan: { ${option} } }`)],
  ];
  it.each(
    places.flatMap(([what, schema, text]) => ranges(schema).map((range) => [what, ...range, text] as const)),
  )("of %s: %s from %d to %d", (_, name, min, max, text) => {
    const said = (value: number) => complaints(text(`${name}: ${value}`)).join("\n");
    const fault = new RegExp(`\\b${name}\\b.*out of range`);
    for (const value of [min, max]) expect(said(value)).not.toMatch(fault);
    for (const value of [min - 1, max + 1]) expect(said(value)).toMatch(fault);
  });
});
