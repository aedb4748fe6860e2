import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { labSchema } from "../../lib/lab-files/schema.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { type Doc, TsDoc } from "./tsdoc.ts";

/** JSON Schema, as far as it is read here. */
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [key: string]: unknown;
}

/** The JSON Schema of labs in YAML: their shape is zod's, the words are the TSDoc of what lab files in TypeScript use. */
export function labJsonSchema(): Schema {
  const lib = join(projectDir, "lib");
  const files = ["constructs", "cni", "probes", "model"].flatMap((folder) =>
    readdirSync(join(lib, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(lib, folder, name)),
  );
  const docs = new TsDoc(files);
  return described(z.toJSONSchema(labSchema, { io: "input" }) as Schema, (place) => {
    const [path = "", name = ""] = place.split("#");
    const below = join(lib, path);
    return docs.of(
      files.filter((file) => file === below || file.startsWith(`${below}/`)),
      name,
    );
  });
}

/** Every part with what `docs` names in its place: its own text, and those of its options. */
function described(schema: Schema, docsOf: (place: string) => ReturnType<TsDoc["of"]>): Schema {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return typeof value === "object" && value !== null ? described(value as Schema, docsOf) : value;
  };
  const { docs, ...own } = schema;
  const parts = Object.fromEntries(Object.entries(own).map(([key, value]) => [key, inside(value)])) as Schema;
  if (typeof docs !== "string") return parts;
  const { doc, options } = docsOf(docs);
  const { description, properties } = parts;
  return {
    ...parts,
    ...(description === undefined ? textOf(doc) : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, part]) => [name, { ...textOf(options[name]), ...part }]),
          ),
        }),
  };
}

/** As editors show it. A default that is no value but a sentence begins with a hyphen in TSDoc. */
function textOf(doc: Doc | undefined): object {
  if (!doc) return {};
  const usual = doc.usual === undefined ? [] : [`Default: ${doc.usual.replace(/^- /, "")}.`];
  const description = [doc.text, ...usual].filter((text) => text !== "").join(" ");
  return description === "" ? {} : { description };
}
