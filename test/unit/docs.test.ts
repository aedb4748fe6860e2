import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { verdicts } from "../../lib/results/gate/verdict.ts";
import { runRecord } from "../../lib/results/run-record.ts";
import { scaleRecord } from "../../lib/scale/record.ts";
import { anchorsOf, callComplaint, callsIn, linksOf, scriptsIn } from "../fixtures/page.ts";

const project = resolve(import.meta.dirname, "../..");
const below = (folder: string) =>
  readdirSync(join(project, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const pages = ["README.md", "CHANGELOG.md", ...below("docs"), ...below("toolchain")];
const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));

describe.each(pages)("%s", (page) => {
  const text = readFileSync(join(project, page), "utf8");
  const path = (target: string) => resolve(project, dirname(page), target);

  it("quotes files whole as they are", () => {
    for (const [, target = "", quoted] of text.matchAll(
      /\]\(([^)]+)\), whole:\n\n```(?:ts|yaml)\n([\s\S]*?\n)```\n/g,
    ))
      expect(quoted, target).toBe(readFileSync(path(target), "utf8"));
  });

  it("links to files and headings that are there", () => {
    const leadsNowhere = linksOf(text).filter(({ file, anchor }) => {
      const target = file === "" ? join(project, page) : path(file);
      if (!existsSync(target)) return true;
      return (
        anchor !== "" && target.endsWith(".md") && !anchorsOf(readFileSync(target, "utf8")).includes(anchor)
      );
    });
    expect(leadsNowhere).toEqual([]);
  });

  it("calls verbs, options and scripts that there are", async () => {
    const complaints = await Promise.all(callsIn(text).map(callComplaint));
    expect(complaints.filter((complaint) => complaint !== null)).toEqual([]);
    expect(scriptsIn(text).filter((name) => !(name in scripts))).toEqual([]);
  });
});

it("leads from docs/README.md to every page of docs", () => {
  const index = linksOf(readFileSync(join(project, "docs/README.md"), "utf8")).map(
    ({ file }) => `docs/${file}`,
  );
  expect(below("docs").filter((page) => page !== "docs/README.md" && !index.includes(page))).toEqual([]);
});

it.each([
  ["run", runRecord.shape.status.options],
  ["comparison", comparisonRecord.shape.status.options],
  ["gate", [...verdicts, "interrupted"]],
  ["scale", scaleRecord.shape.status.options],
])("names in docs/history.md every status of a %s", (kind, statuses) => {
  const page = readFileSync(join(project, "docs/history.md"), "utf8");
  const [, told = ""] = new RegExp(`^\\| ${kind} \\|.*\\| (.*) \\|$`, "m").exec(page) ?? [];
  // One that is running lies in a folder of its own sort.
  expect(told.split(/[,;] /)).toEqual(statuses.filter((status) => status !== "running"));
});

describe("what is found in a page", () => {
  it("is a heading by its anchor", () => {
    expect(anchorsOf("# The packet's way\n```\n# no heading\n```\n## `a` b\n## A b\n")).toEqual([
      "the-packets-way",
      "a-b",
      "a-b-1",
    ]);
  });

  it("is a link, and no code that looks like one", () => {
    expect(linksOf("[a](b.md#c) [`d`](#d) `x[1](y)` [e](https://f)")).toEqual([
      { file: "b.md", anchor: "c" },
      { file: "", anchor: "d" },
    ]);
  });

  it("is a call", () => {
    const fenced =
      "```\nX=1 npx underlay list --json | jq .   # underlay none\nunderlay setup && underlay doctor lab-x\n```\n";
    expect(
      callsIn(`${fenced}\`npx underlay claims\`, and underlay in words`).map((call) => call.trim()),
    ).toEqual(["underlay list --json", "underlay setup", "underlay doctor lab-x", "underlay claims"]);
  });

  it.each([
    ["underlay lst", "no verb lst"],
    ["underlay list --jsn", "list has no --jsn"],
    ["underlay scale bgp --host 3", "scale has no --host"],
    ["underlay exec lab-x client -- ping --anything", null],
    ["underlay capture lab-x host1 -w - --count=3", null],
    ["underlay VERB --help", null],
  ])("is %s with its complaint", async (call, complaint) => {
    expect(await callComplaint(call)).toBe(complaint);
  });
});
