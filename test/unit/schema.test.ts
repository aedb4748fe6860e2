import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { runRecord } from "../../lib/results/run-record.ts";
import { workshopSchema } from "../../lib/tasks/model/schema.ts";
import { cliReference } from "../../scripts/reference/cli.ts";
import { labJsonSchema, type Schema } from "../../scripts/reference/lab-schema.ts";
import { tasksReference, yamlReference } from "../../scripts/reference/yaml-keys.ts";
import { verbs } from "../../scripts/verbs.ts";

/** `npm run schema` writes them anew. */
const published = (name: string): Schema =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../docs", name), "utf8"));

it("publishes the schema of run.json as it is", () => {
  expect(published("run.schema.json")).toEqual(z.toJSONSchema(runRecord));
});

it("publishes the schema of labs in YAML as it is", () => {
  expect(published("lab.schema.json")).toEqual(labJsonSchema());
});

it("publishes the reference of labs in YAML as it is", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/yaml-reference.md"), "utf8");
  expect(page).toBe(yamlReference(published("lab.schema.json")));
});

it("publishes the reference of the command line as it is", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/cli-reference.md"), "utf8");
  expect(page).toBe(await cliReference(verbs));
});

it("publishes the schema of workshops and the reference of tasks as they are", () => {
  const schema = z.toJSONSchema(workshopSchema, { io: "input" });
  expect(published("workshop.schema.json")).toEqual(schema);
  const page = readFileSync(join(import.meta.dirname, "../../docs/tasks-reference.md"), "utf8");
  expect(page).toBe(tasksReference(published("workshop.schema.json")));
});

it.each(["lab", "workshop"])("says in words what every key of a %s in YAML is for", (name) => {
  const silent = (schema: unknown, path: string): string[] => {
    if (typeof schema !== "object" || schema === null) return [];
    const { properties = {} } = schema as Schema;
    const keys = Object.entries(properties).flatMap(([key, part]) => {
      const inner = part.description ?? (part.anyOf as Schema[] | undefined)?.[0]?.description;
      return inner === undefined ? [`${path}/${key}`] : [];
    });
    return [...keys, ...Object.entries(schema).flatMap(([key, part]) => silent(part, `${path}/${key}`))];
  };
  expect(silent(published(`${name}.schema.json`), "")).toEqual([]);
});
