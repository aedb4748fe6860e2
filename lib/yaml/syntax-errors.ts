import type { YAMLError } from "yaml";

/** What is wrong with a text that is no YAML, and the fix; where neither is known better, in the parser's words. */
export const syntaxMessage = ({ code, message }: YAMLError): string =>
  messages[code] ?? message.replace(/^./, (first) => first.toUpperCase()).replace(/[:.]?$/, ".");

const messages: { readonly [Code in YAMLError["code"]]?: string } = {
  TAB_AS_INDENT: "A tab cannot indent. Use spaces.",
  BAD_INDENT: "This is not indented like the lines that it belongs to. Use the same number of spaces.",
  BLOCK_AS_IMPLICIT_KEY:
    "There are two keys on one line, or a text with a colon. Use a line for each key, and quotes around a text with a colon.",
  MULTILINE_IMPLICIT_KEY: "A key cannot go over several lines. Is a colon missing?",
  UNEXPECTED_TOKEN: "This cannot stand here. Put quotes around a text that begins with a sign.",
  BAD_SCALAR_START: "A text cannot begin with this sign. Put quotes around it.",
  BAD_DQ_ESCAPE:
    'There is no such escape in double quotes. Write a backslash as "\\\\", or use single quotes.',
  TAG_RESOLVE_FAILED: "There is no such tag. Remove it: the value says itself what it is.",
  BAD_ALIAS: "There is no such anchor before this alias. Define it, or correct the name.",
  KEY_OVER_1024_CHARS: "A key has at most 1024 characters. Is a colon missing, or a line's end?",
};
