import type { RunRecord } from "../results/run-record.ts";
import { type Html, html, raw } from "./html.ts";

/** A part of the report. It gives nothing for a run that holds none of its data. */
export type Section = (run: RunRecord) => Html | null | Promise<Html | null>;

/** A heading, a sentence on how to read what follows, and the content. */
export function section(id: string, title: string, lead: Html | string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${lead && html`<p class="lead">${lead}</p>`}
${content}
</section>
`;
}

/** A table in a box of its own, which scrolls when the page is narrower than the table. */
export function table(label: string, headings: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

/** A row whose first cell names it. */
export function row(name: Html | string, ...cells: readonly (Html | string)[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
}

/** Lines as a program printed them. */
export function listing(label: string, lines: Html | string): Html {
  return html`<pre class="scroll" tabindex="0" role="group" aria-label="${label}">${lines}</pre>`;
}

export function folded(summary: Html | string, content: Html, open = false): Html {
  return html`<details${open && raw(" open")}><summary>${summary}</summary>
${content}
</details>
`;
}
