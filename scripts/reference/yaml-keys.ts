import type { Schema } from "./lab-schema.ts";

/** docs/yaml-reference.md: every key of a lab in YAML, from its JSON Schema. */
export function yamlReference(schema: Schema): string {
  const { segments, hosts, routers, hostKind, cni, probes } = schema.properties ?? {};
  const sections: readonly (readonly [title: string, schema: Schema | undefined])[] = [
    ["A lab", schema],
    ["A segment", inside(segments)],
    ["An impairment (`impair`)", inside(segments)?.properties?.impair],
    ["A host", inside(hosts)],
    ["A kind of host (`kind`, `hostKind`)", hostKind],
    ["A router", inside(routers)],
    ["What joins the workloads (`cni`)", cni],
    ["A probe", probes?.items as Schema],
  ];
  return `# Keys of a lab in YAML

Written by \`npm run schema\` from the definitions that [lab.schema.json](lab.schema.json) is made of; [Labs in YAML](labs-in-yaml.md) is the guide.
Where something has a choice, its name alone will do (\`flannel: vxlan\`), or its name with options (\`flannel: { vxlan: { vni: 7 } }\`).

${sections.map(([title, part]) => `## ${title}\n\n${part ? section(part) : ""}`).join("\n")}`;
}

/** docs/tasks-reference.md: every key of a workshop, its tasks, and every kind of check and of fault, from their JSON Schema. */
export function tasksReference(schema: Schema): string {
  const list = (schema.properties?.tasks?.anyOf as Schema[] | undefined)?.find(({ items }) => items);
  const task = ((list?.items as Schema | undefined)?.anyOf as Schema[] | undefined)?.[0];
  const { checks, fault, solution } = task?.properties ?? {};
  const sections: readonly (readonly [title: string, schema: Schema | undefined])[] = [
    ["A workshop, or tasks alone", schema],
    ["A task", task],
    ["A command of a solution", solution?.items as Schema],
    ["A check", checks?.items as Schema],
    ["A fault", fault],
  ];
  return `# Keys of tasks, checks and faults

Written by \`npm run schema\` from the definitions that [workshop.schema.json](workshop.schema.json) is made of; [Tasks](tasks.md) is the guide.
A check that needs no options may be its name alone (\`checks: [gates]\`).

${sections.map(([title, part]) => `## ${title}\n\n${part ? section(part) : ""}`).join("\n")}`;
}

/** What each entry of a map is. */
function inside(map: Schema | undefined): Schema | undefined {
  const value = map?.additionalProperties as Schema | undefined;
  return value && filled(value);
}

/** What may be left empty, as it is when it is not. */
function filled(schema: Schema): Schema {
  const [first, other] = (schema.anyOf ?? []) as Schema[];
  return first && other?.type === "null" ? first : schema;
}

function section(schema: Schema): string {
  const own = schema.properties ? table(schema) : "";
  const chosen = choices(schema).map(([name, part]) =>
    [`### \`${name}\`\n`, part.description === undefined ? "" : `${part.description}\n`, section(part)]
      .filter((text) => text !== "")
      .join("\n"),
  );
  return [own, ...chosen].join("\n");
}

/** The alternatives of a choice: each by its name, with its options; one that is no choice further in by its keys. */
function choices({ anyOf }: Schema): [string, Schema][] {
  const found = ((anyOf ?? []) as Schema[]).flatMap((each): [string, Schema][] => {
    if (each.anyOf) return choices(each);
    const parts = Object.entries(each.properties ?? {}).map(([name, part]): [string, Schema] => [
      name,
      filled(part),
    ]);
    const [first] = parts;
    if (!first) return [];
    return parts.length === 1 && (first[1].properties || first[1].anyOf) ? [first] : [[first[0], each]];
  });
  return [...new Map(found)];
}

function table({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([key, part]) => {
    const must = (required as string[]).includes(key) ? ", required" : "";
    return `| \`${key}\` | ${valueIn(part)}${must} | ${escaped(part.description as string | undefined)} |`;
  });
  return rows.length === 0 ? "No options.\n" : `| key | value | |\n|---|---|---|\n${rows.join("\n")}\n`;
}

/** For what has a section of its own. */
const below = "see below";

/** What a value may be, in a few words. */
function valueIn(schema: Schema): string {
  const { type, minimum, maximum, items } = schema;
  const words = schema.enum as string[] | undefined;
  if (words) return words.map((word) => `\`${word}\``).join(", ");
  if (schema.anyOf) return choices(schema).length > 0 ? below : `${oneIn(schema)}, or a list`;
  if (type === "array") {
    const one = valueIn(items as Schema);
    return one === below ? `list, ${below}` : `list of ${one}`;
  }
  if (type === "object") return below;
  const kinds: Readonly<Record<string, string>> = {
    integer: "whole number",
    number: "number",
    string: "text",
    boolean: "true, false",
  };
  const range = minimum === undefined ? "" : ` ${String(minimum)} to ${String(maximum)}`;
  return `${kinds[String(type)] ?? "value"}${range}`;
}

/** What a list may have one of, where there is one only. */
const oneIn = ({ anyOf: [one] = [] }: Schema & { readonly anyOf?: readonly Schema[] }): string =>
  one?.enum ? valueIn(one) : String(one?.title ?? "a name");

const escaped = (text = ""): string => text.replaceAll("|", "\\|");
