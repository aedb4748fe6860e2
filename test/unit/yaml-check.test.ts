import { describe, expect, it } from "vitest";
import { z } from "zod";
import { check, refused } from "../../lib/yaml/check.ts";
import { readYaml } from "../../lib/yaml/document.ts";

const schema = z.strictObject({
  name: z.string(),
  count: z.int().min(1).max(9).optional(),
  open: z.boolean().default(true),
  mode: z.enum(["Accept", "Reject"]).optional(),
  rules: z.array(z.strictObject({ cidr: z.string({ error: "Use a network, e.g. 10.0.0.0/8." }) })).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  old: refused("old cannot be had. Use name."),
});

const checked = (text: string) => {
  const [document] = readYaml({ file: "x.yaml", text }).documents;
  if (!document) throw new Error("no document");
  return check(schema, document);
};
const told = (text: string) => checked(text).problems.map(({ path, message }) => `${path} ${message}`);

describe("a document", () => {
  it("that fits its schema is a value, defaults included", () => {
    expect(checked("name: a\nlabels: {x: y}")).toEqual({
      value: { name: "a", open: true, labels: { x: "y" } },
      problems: [],
    });
  });

  it.each<[string, string]>([
    ["count: 1", "x.yaml:1:1 name is missing. Give it text.\n  1 | count: 1\n    | ^^^^^"],
    ["name: 5", "x.yaml:1:7 name is 5. Use text: put it in quotes.\n  1 | name: 5\n    |       ^"],
    ["name:", "x.yaml:1:1 name is empty. Use text.\n  1 | name:\n    | ^^^^"],
    [
      "name: a\nopen: no",
      'x.yaml:2:7 open is "no". Use true or false: no is text in YAML 1.2.\n  2 | open: no\n    |       ^^',
    ],
    ["name: a\ncount: 10", "x.yaml:2:8 count is 10. Use 9 at most.\n  2 | count: 10\n    |        ^^"],
    [
      "name: a\ncount: 1.5",
      "x.yaml:2:8 count is 1.5. Use a whole number.\n  2 | count: 1.5\n    |        ^^^",
    ],
    [
      "name: a\nmode: accept",
      'x.yaml:2:7 mode is "accept"; did you mean "Accept"? Valid: Accept, Reject.\n  2 | mode: accept\n    |       ^^^^^^',
    ],
    [
      "name: a\nrules:\n  - cidr: 1",
      "x.yaml:3:11 Use a network, e.g. 10.0.0.0/8.\n  3 |   - cidr: 1\n    |           ^",
    ],
    [
      "name: a\nrules: [{cdir: 10.0.0.0/8, cidr: x}]",
      'x.yaml:2:10 There is no key "cdir" here; did you mean "cidr"? Known: cidr.\n  2 | rules: [{cdir: 10.0.0.0/8, cidr: x}]\n    |          ^^^^',
    ],
    ["name: a\nold: 1", "x.yaml:2:1 old cannot be had. Use name.\n  2 | old: 1\n    | ^^^"],
    [
      "name: a\nlabels: {x: 1}",
      "x.yaml:2:13 labels.x is 1. Use text: put it in quotes.\n  2 | labels: {x: 1}\n    |             ^",
    ],
    ["- a", "x.yaml:1:1 The document is [ 'a' ]. Use a map of keys and values.\n  1 | - a\n    | ^"],
  ])("that does not says where, what and the fix: %j", (text, problem) => {
    expect(told(text)).toEqual([problem]);
  });

  it("has all of its problems told at once, and no refused key among the known", () => {
    expect(told("nam: a\ncount: x").map((each) => each.split("\n")[0])).toEqual([
      "x.yaml:1:1 name is missing. Give it text.",
      'x.yaml:1:1 There is no key "nam" here; did you mean "name"? Known: name, count, open, mode, rules, labels.',
      'x.yaml:2:8 count is "x". Use a number.',
    ]);
  });
});
