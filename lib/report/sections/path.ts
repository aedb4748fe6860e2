import { plural } from "../../figures/format.ts";
import { contradictionOf } from "../../trace/contradiction.ts";
import { tracesOf } from "../../trace/run.ts";
import type { Trace } from "../../trace/trace.ts";
import { type Html, html } from "../html.ts";
import { skyline } from "../path/skyline.ts";
import { steps } from "../path/steps.ts";
import { folded, type Section, section } from "../section.ts";

export const path: Section = (run) => {
  const traces = tracesOf(run);
  if (traces.length === 0) return null;
  return section(
    "path",
    "The packet's way",
    html`One ping from end to end, as the machines' own tables decide it. Each column is a device, with the headers
that the packet has there; <strong>+</strong> was put on, <strong>−</strong> was taken off.`,
    html`${traces.map((trace, index) => way(trace, contradictionOf(run, trace), index === 0))}`,
  );
};

/** The steps of one way are open; they are much to read. */
function way(trace: Trace, contradiction: string | null, open: boolean): Html {
  const { from, to, hops } = trace;
  return html`<h3 class="way-title">${from.name} → ${to.name} <span class="mono">${from.address} → ${to.address}</span></h3>
${hops.length > 0 && skyline(trace)}
${ending(trace)}
${contradiction !== null && html`<p class="note" role="note">${contradiction}</p>`}
${hops.length > 0 && folded(`${plural(hops.length, "step")}, each with the entry that decided it`, steps(trace), open)}`;
}

const ending = ({ to, end }: Trace): Html =>
  end === null
    ? html`<p class="way-end arrived"><span aria-hidden="true">✓</span> It arrives at ${to.name}.</p>`
    : html`<p class="note" role="note"><strong><span aria-hidden="true">✗</span> It gets no further.</strong> ${end}</p>`;
