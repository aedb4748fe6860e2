import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runRecord } from "../../lib/results/run-record.ts";
import { workshopSchema } from "../../lib/tasks/model/schema.ts";
import { readYaml } from "../../lib/yaml/document.ts";
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

describe("the schema of workshops", () => {
  const docs = join(import.meta.dirname, "../../docs");
  const examples = ["tasks.md", "workshops.md"].flatMap((page) =>
    [...readFileSync(join(docs, page), "utf8").matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text),
  );
  const faultsIn = (text: string) =>
    readYaml({ file: "w.yaml", text }).documents.flatMap(
      ({ value }) => workshopSchema.safeParse(value).error?.issues ?? [],
    );
  const withCheck = (check: string) => `tasks: [{ id: a, title: A, text: A, checks: [${check}] }]`;

  it("takes every example of the guides", () => {
    expect(examples.length).toBeGreaterThan(2);
    expect(examples.flatMap(faultsIn)).toEqual([]);
  });

  it.each(["gates", "gates:", "gates: {}", "gates: { machine: host1 }"])("takes the check %s", (check) => {
    expect(faultsIn(withCheck(check))).toEqual([]);
  });

  it.each(["ping", "ping:", "ping: {}", "gatse"])("refuses the check %s", (check) => {
    expect(faultsIn(withCheck(check))).not.toEqual([]);
  });
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
