import { expect, it } from "vitest";
import { markedBy, withMarked } from "../../scripts/marked.ts";

const marked = markedBy("README.md", "bench", "npm run bench");

it("replaces what stands between the marks, and nothing else", () => {
  const text = "a\n<!-- bench: written by npm run bench -->\nold\n<!-- /bench -->\nb\n";
  expect(withMarked(text, marked, "| new |")).toBe(text.replace("old", "| new |"));
});

it("names the file that has lost its marks", () => {
  expect(() => withMarked("a\nb\n", marked, "new")).toThrow("README.md has lost the marks");
});
