import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-api";
import { beforeAll, describe, expect, it } from "vitest";
import { apiPage } from "../../scripts/reference/api-page.ts";
import { apiProgram } from "../../scripts/reference/api-program.ts";
import { type Entry, type PublicApi, publicApi } from "../../scripts/reference/public-api.ts";

const project = join(import.meta.dirname, "../..");
let library: ts.Program;
let api: PublicApi;
beforeAll(() => {
  library = apiProgram();
  api = publicApi(library);
});

/** What projects import is a promise, and its reference has every signature and option. */
it("tells of a change", () => {
  const page = readFileSync(join(project, "docs/api-reference.md"), "utf8");
  const advice =
    "The public API changed: say so in CHANGELOG.md, and write its reference anew by `npm run schema`.";
  expect(apiPage(api), advice).toBe(page);
});

it("says in words what everything is for", () => {
  const named = [...api.entries, ...api.types.filter(({ madeBy }) => madeBy.length === 0)];
  expect(named.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
  const options = named.flatMap(({ name, options }) =>
    (options ?? []).map((option) => ({ ...option, of: name })),
  );
  expect(
    options
      .filter(({ text, usual }) => text === "" && usual === undefined)
      .map(({ of, name }) => `${of}.${name}`),
  ).toEqual([]);
});

describe("an example", () => {
  it("is there for each entry", () => {
    expect(api.entries.filter(({ example }) => example === null).map(({ name }) => name)).toEqual([]);
  });

  it("compiles", () => {
    const examples = api.entries.filter(({ example }) => example !== null);
    const files = Object.fromEntries(
      examples.map((entry) => [join(project, `${entry.name}.example.ts`), lines(entry)]),
    );
    const program = apiProgram(files, library);
    const wrong = Object.keys(files)
      .flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    expect(wrong).toEqual([]);
  });
});

/** An example has a lab to add to, as docs/api-reference.md says at its top; it may have names of its own for what is there. */
function lines({ example }: Entry): string {
  const names = api.entries.map(({ name }) => name).join(", ");
  return `import { App } from "cdktf";
import { ${names} } from "underlay";
const app = new App();
const lab = new Lab(app, "lab-mine", { slot: 3, about: "What it shows" });
const [left, right] = [lab.segment("left"), lab.segment("right")];
const [host1, host2] = [lab.host("host1", { on: left }), lab.host("host2", { on: right })];
const [client, server] = [host1.workload("client"), host2.workload("server")];
const router1 = lab.router("router1", { on: [left, right] });
{
${example}
}
`;
}
