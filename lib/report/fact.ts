import { duration, utc } from "../figures/format.ts";
import { type Html, html } from "./html.ts";

/** One term of the list at the head of a page. */
export const fact = (name: string, content: Html | string): Html =>
  html`<div><dt>${name}</dt><dd>${content}</dd></div>\n`;

interface Times {
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** When something was measured, and how long it took if it is over. */
export const times = ({ startedAt, finishedAt }: Times): Html =>
  fact(
    "Run",
    html`${utc(startedAt)}${finishedAt !== null && html`<span class="muted">took ${duration(startedAt, finishedAt)}</span>`}`,
  );
