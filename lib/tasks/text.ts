import { z } from "zod";
import { shown } from "../model/shown.ts";

/** What a text that a host printed must be like. No regular expressions: some take for ever on texts that somebody made for it. */

const texts = z.union([z.string().meta({ title: "text" }), z.array(z.string()).min(1).max(50)], {
  error: ({ input }) =>
    `${shown(input)} cannot be looked for. Use text, or a list of 1 to 50 texts; put numbers in quotes.`,
});

export const textShape = {
  contains: texts.optional().describe("Text that must be in it; of several, each."),
  lacks: texts.optional().describe("Text that must not be in it; of several, none."),
  line: z
    .string()
    .optional()
    .describe(
      "A line that must be there, `*` for anything. How many spaces are between words does not matter.",
    ),
  equals: z.string().optional().describe("All of it, without spaces and line ends around it."),
};
const schema = z.object(textShape);
type Wanted = z.infer<typeof schema>;

/** Why a text is not as it must be, in a clause; null when it is. */
export function mismatch(text: string, { contains, lacks, line, equals }: Wanted): string | null {
  const missing = listOf(contains).find((part) => !text.includes(part));
  if (missing !== undefined) return `it does not contain ${JSON.stringify(missing)}`;
  const there = listOf(lacks).find((part) => text.includes(part));
  if (there !== undefined) return `it contains ${JSON.stringify(there)}`;
  if (line !== undefined && !text.split("\n").some((each) => fits(joined(each), joined(line))))
    return `no line is ${JSON.stringify(line)}`;
  if (equals !== undefined && text.trim() !== equals.trim()) return `it is not ${JSON.stringify(equals)}`;
  return null;
}

/** The same in words, for a check's name. */
export function wantedText({ contains, lacks, line, equals }: Wanted): string {
  const parts = [
    ...listOf(contains).map((part) => `contains ${JSON.stringify(part)}`),
    ...listOf(lacks).map((part) => `lacks ${JSON.stringify(part)}`),
    ...(line === undefined ? [] : [`has the line ${JSON.stringify(line)}`]),
    ...(equals === undefined ? [] : [`is ${JSON.stringify(equals)}`]),
  ];
  return parts.join(" and ");
}

/** The end of what was printed, for whoever reads why a check failed. */
export function quoted(text: string): string {
  const lines = text.trimEnd().split("\n").slice(-5);
  return lines.map((each) => each.slice(0, 200)).join("\n");
}

const listOf = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === "string" ? [given] : given;

const joined = (text: string): string => text.trim().replaceAll(/\s+/g, " ");

/** In a time that grows with the text only: each part is looked for behind the one before. */
function fits(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
