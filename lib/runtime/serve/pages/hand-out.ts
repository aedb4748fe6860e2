import { renderSVG } from "uqr";
import { type LabSpec, machinesOf } from "../../../model/lab-spec.ts";
import { type Html, html, raw } from "../../../report/html.ts";
import { linkOf } from "../admission.ts";
import type { Room } from "../room.ts";
import type { Seat } from "../workshop.ts";
import { layout } from "./layout.ts";
import { plannedDrawing } from "./planned-drawing.ts";

/** A sheet of paper for each seat: its link, the same as a QR code, its addresses and its drawing. */
export async function handOut({ workshop, url }: Room, seats: readonly Seat[]): Promise<string> {
  const sheets: Html[] = [];
  for (const seat of seats) sheets.push(await sheet(workshop.title, url, seat, await workshop.lab(seat)));
  const [only] = seats;
  const title = seats.length === 1 && only ? `Seat ${only.seat} · hand-out` : "Hand-outs";
  return layout(`${title} · ${workshop.title}`, null, html`<main class="sheets">${sheets}</main>\n`);
}

async function sheet(
  title: string,
  url: string,
  { seat, lab: name, token }: Seat,
  lab: LabSpec | undefined,
): Promise<Html> {
  const link = linkOf(url, seat, token);
  return html`<article class="sheet">
<header>
<div>
<p class="muted">${title}</p>
<h1>Seat ${seat}</h1>
<p>Your page, in any browser; the link is yours alone:</p>
<p class="link"><a href="${link}">${link}</a></p>
</div>
<div class="code" role="img" aria-label="QR code of the link">${raw(renderSVG(link, { border: 2, ecc: "M" }))}</div>
</header>
${lab ? await labPart(lab) : html`<p class="note">The lab ${name} is not up yet, so its addresses are not known. Print this sheet once it is.</p>`}
</article>
`;
}

async function labPart(lab: LabSpec): Promise<Html> {
  return html`<p>${lab.name}: ${lab.about}</p>
${await plannedDrawing(lab)}
<table>
<thead><tr><th scope="col">Machine</th><th scope="col">Kind</th><th scope="col">Underlay</th><th scope="col">Workloads in</th><th scope="col">Workloads</th></tr></thead>
<tbody>
${machinesOf(lab).map(
  (
    machine,
  ) => html`<tr><th scope="row">${machine.name}</th><td>${machine.kind}</td><td class="mono">${machine.interfaces.map(({ segment, address, prefixLength }) => `${address}/${prefixLength} (${segment})`).join(", ")}</td><td class="mono">${"workloadSubnet" in machine ? machine.workloadSubnet : "–"}</td><td class="mono">${("workloads" in machine ? machine.workloads : []).map((workload) => `${workload.name} ${workload.address}`).join(", ") || "–"}</td></tr>
`,
)}</tbody>
</table>
`;
}
