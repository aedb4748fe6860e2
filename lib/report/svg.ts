import { withoutControls } from "../figures/plain-text.ts";
import { type Html, html, raw } from "./html.ts";

/** What a drawing is, for those who hear the page. */
export interface Caption {
  /** Unique in the page: the title's and description's ids begin with it. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/**
 * Makes an SVG document part of the page: without prologue, comments, name spaces and the drawing
 * program's own titles; with a title and a description; sized in px, so that a font size means itself.
 */
export function inlineSvg(svg: string, { id, title, description }: Caption): Html {
  const width = Number(/<svg[^>]*\swidth="([\d.]+)/.exec(svg)?.[1]);
  const height = Number(/<svg[^>]*\sheight="([\d.]+)/.exec(svg)?.[1]);
  const viewBox = /<svg[^>]*\sviewBox="([-\d. ]+)"/.exec(svg)?.[1];
  const body = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/<!--[\s\S]*?-->\s*/g, "")
    .replace(/<title>[\s\S]*?<\/title>\s*/g, "")
    .replace(/<[^<]*>/g, (tag) => tag.replace(/ (id|xml:space|aria-[a-z]+|role)="[^"]*"/g, ""));
  return html`<svg width="${width}" height="${height}" viewBox="${viewBox}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
${raw(withoutControls(body.trim()))}
</svg>`;
}
