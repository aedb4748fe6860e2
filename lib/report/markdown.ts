import { inOneLine } from "../figures/plain-text.ts";

/** Text that is no markup to Markdown, and stays in its cell (CommonMark, "Backslash escapes"). */
export const plain = (text: string): string => inOneLine(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&");

/** A table of GitHub Flavored Markdown; its cells are Markdown already. */
export const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
