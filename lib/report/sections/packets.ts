import { count, plural } from "../../figures/format.ts";
import { headerKind } from "../../model/headers.ts";
import type { CapturedPacket } from "../../probes/capture.ts";
import { resultsOf } from "../../probes/kinds.ts";
import { type TcpdumpResult, tcpdumpKind } from "../../probes/tcpdump.ts";
import { type Html, html } from "../html.ts";
import { innerStart, type Layers } from "../inner-packet.ts";
import { folded, type Section, section } from "../section.ts";
import { badge } from "../verdict.ts";

/** So many packets are open to see, leaks before others; the rest is folded away. */
const open = 4;

export const packets: Section = (run) => {
  const captures = resultsOf(tcpdumpKind, run.probes);
  if (captures.length === 0) return null;
  return section(
    "packets",
    "Packets on the wire",
    html`Each box is a header, and holds what it carries. ${badge("expected")} looks as ${run.mode.name} says,
${badge("unexpected")} carries workload addresses but looks otherwise, ${badge("other")} carries no workload address.`,
    html`${captures.map(capture)}`,
  );
};

function capture(probe: TcpdumpResult): Html {
  const { counts, host, interface: device } = probe;
  const isLeak = (packet: CapturedPacket) => packet.class === "unexpected";
  const byWeight = [...probe.packets.filter(isLeak), ...probe.packets.filter((packet) => !isLeak(packet))];
  const shown = new Set(byWeight.slice(0, open));
  const rest = probe.packets.filter((packet) => !shown.has(packet));
  return html`<h3>${probe.name}: ${host} ${device}</h3>
${counts === null ? html`<p class="note" role="note">✗ Nothing was counted: ${probe.reason}</p>` : tally(counts)}
${grid(probe.packets.filter((packet) => shown.has(packet)))}
${rest.length > 0 && folded(`${plural(rest.length, "more packet")}`, grid(rest))}`;
}

function tally({ expected, unexpected, other, droppedByKernel }: NonNullable<TcpdumpResult["counts"]>): Html {
  const dropped = droppedByKernel === null ? "unknown" : count(droppedByKernel);
  return html`<dl class="tally">
<div><dt>expected</dt><dd>${count(expected)}</dd></div>
<div><dt>unexpected</dt><dd>${count(unexpected)}</dd></div>
<div><dt>other</dt><dd>${count(other)}</dd></div>
<div><dt>dropped by the kernel</dt><dd>${dropped}</dd></div>
</dl>`;
}

const grid = (shown: readonly CapturedPacket[]): Html =>
  html`<ul class="packets">${shown.map((packet) => html`<li>${packetBox(packet)}</li>\n`)}</ul>\n`;

function packetBox({ number, length, class: verdict, layers }: CapturedPacket): Html {
  return html`<p class="packet"><strong>Packet ${count(number)}</strong> <span class="muted">${count(length)} bytes</span> ${badge(verdict)}</p>
${nest(layers, innerStart(layers))}`;
}

/** Headers inside each other, as on the wire. `inner` is where the carried packet begins. */
function nest(layers: Layers, inner: number | null, depth = 0): Html | null {
  const layer = layers[depth];
  if (layer === undefined) return null;
  const { title, family } = headerKind(layer.protocol);
  const part = inner === null ? null : depth < inner ? "outer" : "inner";
  return html`<div class="layer ${family}">
<div class="header"><strong>${title}</strong>${part && family !== "tunnel" && family !== "payload" && html` <span class="part">${part}</span>`} <span class="mono">${layer.summary}</span></div>
${nest(layers, inner, depth + 1)}</div>`;
}
