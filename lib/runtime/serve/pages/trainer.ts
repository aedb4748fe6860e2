import { plural } from "../../../figures/format.ts";
import { type Html, html } from "../../../report/html.ts";
import type { Task } from "../../../tasks/model/task.ts";
import { pathOf } from "../admission.ts";
import type { Room } from "../room.ts";
import type { Seat } from "../workshop.ts";
import { bar, layout } from "./layout.ts";

/** The trainer's page: every seat, how far it is, and what can be done about it. */
export async function trainerPage({ workshop }: Room, seats: readonly Seat[]): Promise<string> {
  const { title, tasks } = workshop;
  const links = html`<a href="#seats">Seats</a> <a href="#message">Message</a> <a href="#clocks">Break</a> <a href="hand-outs" target="_blank">Hand-outs</a>`;
  return layout(
    `Trainer · ${title}`,
    "trainer",
    html`${bar(title, `Trainer · ${plural(seats.length, "seat")}`, links)}
<main>
<section id="seats" aria-labelledby="seats-title">
<h2 id="seats-title">Seats <span class="muted" id="summary"></span></h2>
<p class="muted">✓ solved, ✗ checked and not solved (how often), ? could not be judged, – not checked yet. A seat's own page is behind its number.</p>
<p id="said" role="status"></p>
<div class="scroll" tabindex="0" role="group" aria-label="Table of seats">
<table>
<thead><tr><th scope="col">Seat</th><th scope="col">Lab</th><th scope="col">Is at</th>${tasks.map(taskHeading)}<th scope="col">Open</th><th scope="col">Do</th></tr></thead>
<tbody>
${seats.map((seat) => seatRow(seat, tasks))}</tbody>
</table>
</div>
</section>
<div class="columns">
<section id="message" aria-labelledby="message-title">
<h2 id="message-title">Message</h2>
<form id="say">
<p><label>To <select name="seat"><option value="">every seat</option>
${seats.map(
  ({ seat }) => html`<option value="${seat}">seat ${seat}</option>
`,
)}</select></label></p>
<p><label>Text <input name="text" maxlength="500" required autocomplete="off"></label> <button class="main">Send</button></p>
</form>
</section>
<section id="clocks" aria-labelledby="clocks-title">
<h2 id="clocks-title">Break</h2>
<form id="pause">
<p><label>For <input name="minutes" type="number" min="1" max="600" value="15" required> minutes</label></p>
<p><label>Text <input name="text" maxlength="200" value="Break" autocomplete="off"></label></p>
<p class="row"><button class="main">Begin the break</button> <button type="button" id="over">End it</button></p>
</form>
</section>
</div>
</main>
<dialog id="sure" aria-labelledby="sure-title">
<form method="dialog">
<h2 id="sure-title">Make it anew?</h2>
<p>All that was done in <strong id="sure-what"></strong> is lost: files, terminals, and which tasks are solved.</p>
<p class="row"><button value="cancel" autofocus>Leave it as it is</button> <button value="reset" class="danger">Make it anew</button></p>
</form>
</dialog>
`,
  );
}

const taskHeading = ({ title }: Task, index: number): Html =>
  html`<th scope="col" class="narrow"><abbr title="${title}">${index + 1}</abbr></th>`;

const seatRow = (
  { seat, lab, state, token }: Seat,
  tasks: readonly Task[],
): Html => html`<tr data-seat="${seat}"><th scope="row"><a href="../..${pathOf(seat, token)}" target="_blank">${seat}</a></th><td><span class="mono">${lab}</span> <span data-state>${state}</span></td><td data-current></td>${tasks.map(
  () => html`<td class="narrow" data-task>–</td>`,
)}<td data-open></td><td class="row"><button type="button" data-reset>Reset<span class="unseen"> seat ${seat}</span></button> <button type="button" data-message>Message<span class="unseen"> seat ${seat}</span></button></td></tr>
`;
