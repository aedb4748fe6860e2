import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import { type Html, html } from "../html.ts";
import { row, type Section, section, table } from "../section.ts";
import { badge } from "../verdict.ts";

export const probes: Section = (run) =>
  section(
    "probes",
    "Probes",
    run.probes.length > 0 ? "" : "No probe has finished.",
    run.probes.length > 0
      ? table("Probes", ["Probe and verdict", "Result"], run.probes.map(probeRow))
      : html``,
  );

const probeRow = (probe: ProbeResult): Html =>
  row(
    html`<span class="probe">${probe.name} ${badge(probe.status)}</span>`,
    html`<dl class="results">
${kindOf(probe)
  .reading.lines(probe)
  .map(
    ({ what, figure, detail }) =>
      html`<div><dt>${what}</dt><dd><strong>${figure}</strong> <span class="muted">${detail}</span></dd></div>\n`,
  )}</dl>
${probe.reason !== null && html`<p class="failure">${probe.reason}</p>`}`,
  );
