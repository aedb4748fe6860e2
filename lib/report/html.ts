/** Markup that is safe to place in a page as it is. Only `html` and `raw` make it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * Tagged template that escapes every value which isn't `Html` already, so that a host name or a reason
 * can't become markup. Lists are joined; `null`, `undefined` and `false` print nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.map((part, index) => part + toMarkup(values[index])).join(""));
}

/** Vouches for markup that was made elsewhere, e.g. an SVG. Never for text out of a record. */
export const raw = (markup: string): Html => new Html(markup);

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "string" || typeof value === "number") return escapeText(String(value));
  return value.map(toMarkup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/**
 * Text without what has no place in HTML, XML or a terminal's table: control characters (tabs and line ends stay), halves of
 * characters, and what turns the text around it around (Unicode, "Bidirectional Character Types": embeddings, overrides, isolates).
 */
export const withoutControls = (text: string): string =>
  text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, "\uFFFD");

/** The same on one line, with every space as it was. */
export const inOneLine = (text: string): string => withoutControls(text.replace(/\s/g, " "));

/** Text on one line, its spaces joined, without characters that would move a terminal's cursor. */
export const oneLine = (text: string): string => withoutControls(text.replace(/\s+/g, " ").trim());
