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

const [begin, end] = ["<!-- bench: written by npm run bench -->", "<!-- /bench -->"];

it.each([
  [
    "two pairs",
    `${begin}\nold\n${end}\nb\n${begin}\nold\n${end}\nc\n`,
    `README.md has the mark ${begin} more than once`,
  ],
  [
    "a beginning twice",
    `${begin}\n${begin}\nold\n${end}\nc\n`,
    `README.md has the mark ${begin} more than once`,
  ],
  ["an end twice", `${begin}\nold\n${end}\nb\n${end}\nc\n`, `README.md has the mark ${end} more than once`],
  ["an end first", `${end}\nb\n${begin}\nc\n`, `README.md has the mark ${end} before ${begin}`],
])("takes no text away where there is %s", (_, text, complaint) => {
  expect(() => withMarked(text, marked, "new")).toThrow(complaint);
});

it("leaves what is written as it is, marks of others in it and all", () => {
  const text = `a\n${begin}\nold\n${end}\nb\n`;
  expect(withMarked(text, marked, "$& $1 <!-- /other -->")).toBe(
    text.replace("old", () => "$& $1 <!-- /other -->"),
  );
});
