import { type Html, html } from "../../../report/html.ts";
import type { Task } from "../../../tasks/model/task.ts";
import { captureBounds } from "../capture-bounds.ts";
import { captureSites, placesOf, type TerminalPlace } from "../places.ts";
import type { Room } from "../room.ts";
import type { Seat } from "../workshop.ts";
import { bar, layout } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { plannedDrawing } from "./planned-drawing.ts";

/** The page of a seat. What changes is told by the server while it is open (messages.ts). */
export async function seatPage({ workshop }: Room, seat: Seat): Promise<string> {
  const lab = await workshop.lab(seat);
  const tasks = workshop.tasks.map((task) => (lab ? workshop.taskIn(lab, task) : task));
  const links = html`<a href="#tasks">Tasks</a> <a href="#lab">Lab</a> <a href="#terminals">Terminals</a> <a href="#captures">Captures</a> <a href="hand-out" target="_blank">Hand-out</a>`;
  return layout(
    `Seat ${seat.seat} · ${workshop.title}`,
    "seat",
    html`${bar(workshop.title, `Seat ${seat.seat} · ${seat.lab}`, links)}
<div id="notices" role="log" aria-label="From the trainer" hidden></div>
<main class="columns">
<section id="tasks" aria-labelledby="tasks-title">
<h2 id="tasks-title">Tasks <span class="muted" id="solved"></span></h2>
${tasks.map(taskPart)}</section>
<div class="column">
<section id="lab" aria-labelledby="lab-title">
<h2 id="lab-title">The lab now</h2>
<p class="row"><button type="button" id="look">Look again</button> <span class="muted" id="seen">${lab ? "as it is planned; not seen yet" : "not seen yet"}</span></p>
<div id="drawing">${lab ? await plannedDrawing(lab) : null}</div>
<div id="machines"></div>
</section>
<section id="terminals" aria-labelledby="terminals-title">
<h2 id="terminals-title">Terminals</h2>
${lab ? terminalsPart(placesOf(lab)) : notUp}
</section>
<section id="captures" aria-labelledby="captures-title">
<h2 id="captures-title">Captures</h2>
${lab ? capturesPart(captureSites(lab)) : notUp}
</section>
</div>
</main>
`,
  );
}

const notUp = html`<p class="note">The lab is not up. Load this page anew once it is.</p>`;

function taskPart({ id, title, text, hints, faults }: Task, index: number): Html {
  const number = index + 1;
  return html`<details class="task" data-task="${id}"${index === 0 ? html` open` : null}>
<summary><h3><span class="number">${number}.</span> ${title}</h3> <span class="badge plain" data-verdict>not checked</span></summary>
<div class="text">${markdown(text)}</div>
${hints.map(
  (
    hint,
    position,
  ) => html`<details class="hint"><summary>Hint ${position + 1}${hints.length > 1 ? ` of ${hints.length}` : null}</summary>
<div class="text">${markdown(hint)}</div>
</details>
`,
)}<p class="row">${faults.length > 0 ? html`<button type="button" data-begin>Break it<span class="unseen"> for task ${number}</span></button> ` : null}<button type="button" class="main" data-check>Check<span class="unseen"> task ${number}</span></button> <span class="muted" data-said></span></p>
<ul class="checks" aria-live="polite" aria-label="What the checks found"></ul>
</details>
`;
}

const terminalsPart = (places: readonly TerminalPlace[]): Html => html`<form class="row" id="open">
<label>Open in <select name="at">
${places.map(
  ({
    label,
    kind,
    addresses,
  }) => html`<option value="${label}">${label} (${kind}, ${addresses[0] ?? "no address"})</option>
`,
)}</select></label>
<button class="main">New terminal</button>
<label><input type="checkbox" id="aloud"> for screen readers</label>
<span class="muted">In a terminal, <kbd>F6</kbd> leads out of it again.</span>
</form>
<p id="terminal-said" role="status"></p>
<div id="tabs" role="tablist" aria-label="Open terminals"></div>
<div id="screens"></div>
`;

const capturesPart = (
  sites: readonly string[],
): Html => html`<form id="capture" action="capture" method="get" target="_blank" class="row">
<label>At <select name="at">
${sites.map(
  (site) => html`<option>${site}</option>
`,
)}</select></label>
<label>for <input name="seconds" type="number" min="1" max="${captureBounds.seconds}" value="10" required> seconds</label>
<label>only <input name="filter" maxlength="${captureBounds.filter}" placeholder="icmp or udp port 8472" size="20"></label>
<button>Capture</button>
</form>
<p id="capture-said" role="status"></p>
<p class="muted">The file is a pcap, for Wireshark. It is whole when its time is over, or with ${captureBounds.packets.toLocaleString("en")} packets.</p>
`;
