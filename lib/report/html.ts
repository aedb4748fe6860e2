import { withoutControls } from "../figures/plain-text.ts";

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
