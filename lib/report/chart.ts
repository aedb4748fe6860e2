import type { TopLevelSpec } from "vega-lite";
import { type Html, html } from "./html.ts";
import { type Caption, inlineSvg } from "./svg.ts";

/** A chart as a drawing of the page, in a box of its own, which scrolls when the page is narrower than the chart. */
export async function chart(spec: TopLevelSpec, caption: Caption): Promise<Html> {
  const svg = await chartSvg(spec, caption);
  return html`<div class="chart scroll" tabindex="0" role="group" aria-label="${caption.title}">${svg}</div>`;
}

/** The drawing alone. What draws is loaded when something is drawn: every verb that might would take twice as long to start. */
export async function chartSvg(spec: TopLevelSpec, caption: Caption): Promise<Html> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const { spec: drawing } = compile(spec, { logger: vega.logger(vega.Error) });
  const view = new vega.View(vega.parse(drawing), { renderer: "none", logLevel: vega.Error });
  const svg = inlineSvg(await view.toSVG(), caption);
  view.finalize();
  return svg;
}
