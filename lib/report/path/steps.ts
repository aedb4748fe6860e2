import { count } from "../../figures/format.ts";
import { labelOf } from "../../trace/devices/devices.ts";
import { type Numbered, type Place, placesOf, type Room } from "../../trace/places.ts";
import type { Crossing, Entry, Evidence, Step, Trace } from "../../trace/trace.ts";
import { type Html, html } from "../html.ts";
import { packetStrip } from "./packet-strip.ts";

/** Every step in the machine that it happens in, with the entry that decided it and the headers after it. */
export const steps = ({ hops }: Trace): Html =>
  html`<div class="way">\n${placesOf(hops).map(placeBox)}</div>\n`;

const placeBox = (place: Place): Html =>
  place.kind === "segment"
    ? crossingBox(place.crossing)
    : html`<div class="way-machine"><h4>${place.name}</h4>\n${place.rooms.map(roomBox)}</div>\n`;

function roomBox({ machine, steps }: Room): Html {
  const list = html`<ol>${steps.map(stepItem)}</ol>\n`;
  return machine.kind === "workload"
    ? html`<div class="way-room"><h5>${machine.name}</h5>${list}</div>`
    : list;
}

function stepItem({ number, device, what, layers, entry, alternatives, evidence }: Numbered<Step>): Html {
  return html`<li class="way-step"><span class="way-number">${count(number)}</span>
<span class="way-device">${device.name} <small>${labelOf(device.kind)}</small></span>
<div><p>${what}</p>
${entry && entryLine(entry, alternatives)}
${packetStrip(layers)}
${evidence && evidenceBox(evidence)}</div></li>\n`;
}

const tables: Readonly<Record<Entry["table"], string>> = {
  route: "route",
  neighbour: "neighbour",
  fdb: "forwarding database",
  lease: "lease",
  socket: "socket",
  tun: "TUN device",
};

const entryLine = ({ table, text }: Entry, alternatives: readonly string[]): Html =>
  html`<p class="way-entry"><span class="table">${tables[table]}</span><code>${text}</code></p>
${alternatives.map((line) => html`<p class="way-entry other"><span class="table">or</span><code>${line.trim()}</code></p>\n`)}`;

function crossingBox({ number, segment, cidr, what, layers, evidence }: Numbered<Crossing>): Html {
  return html`<div class="way-segment"><h4>${segment} <span class="mono">${cidr}</span></h4>
<div class="way-step"><span class="way-number">${count(number)}</span><span class="way-device">wire <small>segment</small></span>
<div><p>${what} ${evidenceBadge(evidence)}</p>
${evidence.kind === "disagrees" && foretold(evidence)}
${packetStrip(layers, true)}</div></div></div>\n`;
}

const evidenceBadge = (evidence: Evidence): Html => {
  if (evidence.kind === "not captured") return html`<span class="badge plain">· not captured</span>`;
  const where = `packet ${count(evidence.number)} of ${evidence.probe}`;
  return evidence.kind === "agrees"
    ? html`<span class="badge good"><span aria-hidden="true">✓</span> captured: ${where}</span>`
    : html`<span class="badge bad"><span aria-hidden="true">✗</span> captured otherwise: ${where}</span>`;
};

const evidenceBox = (evidence: Evidence): Html =>
  html`<p>${evidenceBadge(evidence)}</p>
${evidence.kind === "disagrees" && html`${foretold(evidence)}${packetStrip(evidence.captured.map(asKept), true)}`}`;

type Compared = Exclude<Evidence, { kind: "not captured" }>;

/** What the tables say and the capture does not have; the captured packet stands below it. */
const foretold = ({ differences, derived }: Compared): Html =>
  html`<div class="note" role="note"><strong>The capture disagrees with the tables.</strong>
<ul>${differences.map((difference) => html`<li>${difference}</li>`)}</ul>
<p>As the tables say:</p>
${packetStrip(derived.map(asKept), true)}
</div>
<p>As captured:</p>`;

const asKept = (header: Compared["derived"][number]) => ({ header, change: "kept" }) as const;
