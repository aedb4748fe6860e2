import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readYaml } from "../../lib/yaml/document.ts";
import { readSource } from "../../lib/yaml/file.ts";

const read = (text: string) => readYaml({ file: "lab.yaml", text });
const valuesOf = (text: string) => read(text).documents.map(({ value }) => value);
const textOf = (text: string) => read(text).problems.map(({ path, message }) => `${path} ${message}`);

describe("a YAML text", () => {
  it.each<[string, unknown[]]>([
    ["a: 1\n---\nb: [x, null, true]\n", [{ a: 1 }, { b: ["x", null, true] }]],
    ["no: no\non: off\n1:30: 1:30\n08: 08", [{ no: "no", on: "off", "1:30": "1:30", "08": 8 }]],
    ["%YAML 1.1\n---\na: yes", [{ a: "yes" }]],
    ["a: 1\r\nb: 2\r\n", [{ a: 1, b: 2 }]],
    ["x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", [{ x: { a: 1, b: 2 }, y: { a: 1, b: 3 } }]],
    ["x: {<<: [{a: 1}, {a: 2, b: 2}]}", [{ x: { a: 1, b: 2 } }]],
    ["a: &a 1\nb: *a\nc: &a 2\nd: *a", [{ a: 1, b: 1, c: 2, d: 2 }]],
    ["# nothing but a comment\n---\n---\na: 1\n", [{ a: 1 }]],
    ["", []],
  ])("says what YAML 1.2 says: %j", (text, values) => {
    expect(textOf(text)).toEqual([]);
    expect(valuesOf(text)).toEqual(values);
  });

  it("keeps keys that every object of JavaScript has", () => {
    const [value] = valuesOf("__proto__: {polluted: 1}\nconstructor: 2");
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect({}).not.toHaveProperty("polluted");
  });

  it.each<[string, string]>([
    ["a: 1\na: 2", 'lab.yaml:2:1 The key "a" is here twice. Keep one of the two.\n  2 | a: 2\n    | ^'],
    ["a:\n\tb: 1", "lab.yaml:2:1 A tab cannot indent. Use spaces.\n  2 |  b: 1\n    | ^"],
    [
      "a: *b",
      "lab.yaml:1:4 There is no anchor &b before this alias. Define it, or correct the name.\n  1 | a: *b\n    |    ^^",
    ],
    [
      "a: !exec rm",
      "lab.yaml:1:4 There is no such tag. Remove it: the value says itself what it is.\n  1 | a: !exec rm\n    |    ^^^^^",
    ],
    ["? [a]\n: b", "lab.yaml:1:3 This key is no text. Use a name.\n  1 | ? [a]\n    |   ^^^"],
    [
      "a: {<<: 1}",
      "lab.yaml:1:9 Only maps can be merged. Use an alias of a map, or a list of such.\n  1 | a: {<<: 1}\n    |         ^",
    ],
    [
      "a: {<<: *b}",
      "lab.yaml:1:9 There is no anchor &b before this alias. Define it, or correct the name.\n  1 | a: {<<: *b}\n    |         ^^",
    ],
    [
      "? *b\n: 1",
      "lab.yaml:1:3 There is no anchor &b before this alias. Define it, or correct the name.\n  1 | ? *b\n    |   ^^",
    ],
    [
      "a: b: c",
      "lab.yaml:1:4 There are two keys on one line, or a text with a colon. Use a line for each key, and quotes around a text with a colon.\n  1 | a: b: c\n    |    ^",
    ],
    [
      "a: &a [*a]",
      "lab.yaml:1:7 This is nested more than 64 deep. Use fewer levels.\n  1 | a: &a [*a]\n    |       ^^^^",
    ],
  ])("that is wrong says where, and the fix: %j", (text, message) => {
    expect(textOf(text)).toEqual([message]);
    expect(valuesOf(text)).toEqual([]);
  });

  it("has all of its problems told, in the order of the lines", () => {
    const { problems } = read(
      "a: *b\nc: 1\n[x]: 1\nc: 2\nd: {<<: 1, e: *f}\ng: &g {h: *i}\nj: [*g, *g, {<<: *k}]\n",
    );
    expect(problems.map(({ path }) => path)).toEqual([
      ...[
        "lab.yaml:1:4",
        "lab.yaml:3:1",
        "lab.yaml:4:1",
        "lab.yaml:5:9",
        "lab.yaml:5:15",
        "lab.yaml:6:11",
        "lab.yaml:7:18",
      ],
    ]);
  });

  it("is read as far as its other documents are sound", () => {
    const { documents, problems } = read("a: *b\n---\nc: 1\n---\nd: 1\nd: 1");
    expect(documents.map(({ value }) => value)).toEqual([{ c: 1 }]);
    expect(problems.map(({ path }) => path)).toEqual(["lab.yaml:1:4", "lab.yaml:6:1"]);
  });

  it.each([
    ["brackets", "[".repeat(10_000)],
    ["lists", "- ".repeat(10_000)],
    ["maps", Array.from({ length: 1000 }, (_, level) => `${" ".repeat(level)}a:\n`).join("")],
    ["explicit keys", "? ".repeat(10_000)],
  ])("of thousands of levels is refused: %s", (_, text) => {
    expect(textOf(text)).toEqual([expect.stringContaining("This is nested more than 64 deep.")]);
  });

  it("whose aliases would fill the memory is refused", () => {
    const levels = Array.from({ length: 9 }, (_, level) =>
      level === 0
        ? "a0: &a0 [x, x]"
        : `a${level}: &a${level} [${Array(10)
            .fill(`*a${level - 1}`)
            .join()}]`,
    );
    expect(textOf(levels.join("\n"))).toEqual([expect.stringContaining("more than 100000 values")]);
  });

  it("whose merged lists would take for ever is refused", () => {
    const levels = Array.from({ length: 7 }, (_, level) =>
      level === 0
        ? "&a0 []"
        : `&a${level} [${Array(10)
            .fill(`*a${level - 1}`)
            .join()}]`,
    );
    expect(textOf(`a: {<<: [${levels.join()}]}`)).toEqual([
      expect.stringContaining("more than 100000 values"),
    ]);
  });

  it("has at most 20 problems told of", () => {
    const told = textOf("}".repeat(100));
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toMatch(/^lab\.yaml There are \d+ more problems of this kind\.$/);
  });
});

describe("an excerpt", () => {
  const [document] = read('hosts:\n  "ключ": \u202evalue\n  list: [a, b]\n').documents;

  it("turns no text around, and counts characters", () => {
    expect(document?.problem(["hosts", "ключ"], "Wrong.")).toEqual({
      path: "lab.yaml:2:11",
      message: 'Wrong.\n  2 |   "ключ": \u{FFFD}value\n    |           ^^^^^^',
    });
  });

  it("marks the key of a list or map, and of what is not there the nearest parent's", () => {
    const marked = (path: string[]) => document?.problem(path, "Wrong.").path;
    expect(marked(["hosts", "list"])).toBe("lab.yaml:3:3");
    expect(marked(["hosts", "list", "1"])).toBe("lab.yaml:3:13");
    expect(marked(["hosts", "cidr"])).toBe("lab.yaml:1:1");
    expect(marked([])).toBe("lab.yaml:1:1");
  });

  it("of a long line has the part that is meant", () => {
    const [long] = read(
      `a: ${"x".repeat(300)}\nb: {${"k: 1, c: ".repeat(1)}${"y".repeat(300)}, d: 5}`,
    ).documents;
    const lines = long?.problem(["b", "d"], "Wrong.").message.split("\n") ?? [];
    expect(lines[1]?.length).toBeLessThanOrEqual(106);
    expect(lines[1]?.[lines[2]?.indexOf("^") ?? 0]).toBe("5");
  });
});

describe("a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "underlay-yaml-"));
  const at = (name: string) => join(folder, name);
  const told = (name: string) => {
    const found = readSource(at(name), name);
    return "problem" in found ? `${found.problem.path} ${found.problem.message}` : found.source.text;
  };
  beforeAll(() => {
    writeFileSync(at("bom.yaml"), "\ufeffa: 1\n");
    writeFileSync(at("nul.yaml"), "a: 1\nb: \0\n");
    writeFileSync(at("latin1.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xe4]));
    writeFileSync(at("large.yaml"), "a: 1\n".repeat(100_000));
    mkdirSync(at("folder.yaml"));
    symlinkSync("loop.yaml", at("loop.yaml"));
    execFileSync("mkfifo", [at("fifo.yaml")]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["bom.yaml", "a: 1\n"],
    [
      "nul.yaml",
      "nul.yaml:2:4 The character U+0000 cannot be part of a text in YAML. Remove it.\n  2 | b: \u{FFFD}\n    |    ^",
    ],
    ["latin1.yaml", "latin1.yaml The file is not UTF-8. Save it as UTF-8."],
    ["large.yaml", "large.yaml The file has 500000 bytes; 262144 are read at most. Name another file."],
    ["folder.yaml", "folder.yaml There is a folder in place of the file. Name a file in it."],
    ["fifo.yaml", "fifo.yaml This is no ordinary file. Name a file of text."],
    ["loop.yaml", "loop.yaml The file is a symbolic link that leads to itself. Correct the link."],
    ["none.yaml", "none.yaml There is no such file. Correct the name, or make the file."],
    ["a\0b.yaml", "a\0b.yaml There is no such file. Correct the name."],
  ])("is text, or says why not: %j", (name, text) => {
    expect(told(name)).toBe(text);
  });
});
