import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const project = resolve(import.meta.dirname, "../..");
const pages = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(project, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe.each(pages)("%s", (page) => {
  const text = readFileSync(join(project, page), "utf8");
  const file = (target: string) => resolve(project, dirname(page), target);

  it("quotes files whole as they are", () => {
    for (const [, target = "", quoted] of text.matchAll(
      /\]\(([^)]+)\), whole:\n\n```(?:ts|yaml)\n([\s\S]*?\n)```\n/g,
    ))
      expect(quoted, target).toBe(readFileSync(file(target), "utf8"));
  });

  it("links to files that are there", () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)|(?:src|href)="([^"]+)"/g)]
      .map(([, link, attribute]) => link ?? attribute ?? "")
      .filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !existsSync(file(link)))).toEqual([]);
  });
});
