import type { Entry, Option, PublicApi } from "./public-api.ts";

/** What the entries of a folder below lib have in common, in the order of the page. */
const titles: Readonly<Record<string, string>> = {
  constructs: "Labs and their parts",
  cni: "CNI modes",
  "cni/flannel": "CNI modes",
  "cni/calico": "CNI modes",
  "cni/flannel/backends": "Backends of flannel",
  "cni/calico/modes": "Modes of Calico",
  probes: "Probes",
  "probes/convergence": "Events of the probe convergence",
};

/** docs/api-reference.md: all that a project can import. It is also what a change of the public API is noticed by. */
export function apiPage({ entries, types }: PublicApi): string {
  const own = new Set([...entries, ...types.filter(isWritten)].map(({ name }) => name));
  const made = new Set(types.filter((type) => !isWritten(type)).map(({ name }) => name));
  // A type's text leads to the type if it is no more than its name.
  const linked = (type: string): string => {
    if (own.has(type)) return link(type);
    return made.has(type) ? `[\`${type}\`](#types)` : `\`${type.replaceAll("|", "\\|")}\``;
  };
  const groups = [...new Set(Object.values(titles))].map((title) => {
    const below = sorted(entries.filter((entry) => titleOf(entry) === title));
    return `## ${title}\n\n${below.map((entry) => section(entry, linked)).join("\n")}`;
  });
  return `# Reference of the TypeScript API

Written by \`npm run schema\` from [lib/index.ts](../lib/index.ts) and the TSDoc of what it exports; [Writing a lab](writing-a-lab.md) is the guide, and says what range an option has.
Everything here is imported from \`"underlay"\`, but for the [types](#types) at the end. Examples have an \`app\`, a \`lab\`, its segments \`left\` and \`right\`, \`host1\` with the workload \`client\` on the one and
\`host2\` with \`server\` on the other, and \`router1\` between them.

${groups.join("\n")}
## Types

Types that options and signatures name, and that cannot be imported. Of these the values are made by functions:

| type | made by |
|---|---|
${sorted(types.filter((type) => !isWritten(type)))
  .map(({ name, madeBy }) => `| \`${name}\` | ${madeBy.map(link).join(", ")} |\n`)
  .join("")}
${sorted(types.filter(isWritten))
  .map((entry) => section(entry, linked))
  .join("\n")}`;
}

/** A value of it is written as it is, and not made by a function. */
const isWritten = ({ madeBy }: Entry): boolean => madeBy.length === 0;

const link = (name: string): string => `[\`${name}\`](#${name.toLowerCase()})`;

function titleOf({ name, folder }: Entry): string {
  const title = titles[folder];
  if (title === undefined)
    throw new Error(
      `${name} of lib/${folder} has no place in the reference: give the folder a title in api-page.ts`,
    );
  return title;
}

const sorted = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase()));

function section(
  { name, text, signature, options, example }: Entry,
  linked: (type: string) => string,
): string {
  return [
    `### ${name}\n`,
    ...(text === "" ? [] : [`${text}\n`]),
    ...(signature === null ? [] : [code(signature)]),
    ...(options === null ? [] : [table(options, linked)]),
    ...(example === null ? [] : [`Example:\n\n${code(example)}`]),
  ].join("\n");
}

const code = (text: string): string => `\`\`\`ts\n${text}\n\`\`\`\n`;

function table(options: readonly Option[], linked: (type: string) => string): string {
  if (options.length === 0) return "No options.\n";
  const rows = options.map(({ name, type, text, usual, isRequired }) => {
    const value = isRequired ? "required" : (usual?.replace(/^- /, "") ?? "");
    return `| \`${name}\` | ${linked(type)} | ${value.replaceAll("|", "\\|")} | ${text.replaceAll("|", "\\|")} |`;
  });
  return `| option | type | default | |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}
