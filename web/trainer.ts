import type { SeatRow, SeatsMessage, ToTrainer } from "../lib/runtime/serve/messages.ts";
import { hearClock, tick } from "./clock.ts";
import { clockTime, need, on } from "./dom.ts";
import { ask, listen } from "./server.ts";

const said = need("#said");
const rowOf = (seat: number) => document.querySelector<HTMLElement>(`tr[data-seat="${seat}"]`);
/** Since when seats are where they are: the minutes go on without the server. */
let rows: readonly SeatRow[] = [];

function hearSeats(message: SeatsMessage): void {
  rows = message.rows;
  showRows();
  const missing = rows.some(({ seat }) => !rowOf(seat));
  if (missing) said.textContent = "There are new seats: load this page anew to see them.";
}

function showRows(): void {
  for (const row of rows) {
    const place = rowOf(row.seat);
    if (place) showRow(place, row);
  }
  const here = rows.filter(({ pages }) => pages > 0).length;
  const done = rows.filter(({ current }) => current === null).length;
  need("#summary").textContent = `${rows.length}, ${here} with an open page, ${done} done`;
}

function showRow(
  place: HTMLElement,
  { state, reason, doing, tasks, current, since, pages, terminals }: SeatRow,
): void {
  need("[data-state]", place).textContent = doing ?? (reason === null ? state : `${state}: ${reason}`);
  const failures = current === null ? 0 : (tasks[current]?.failures ?? 0);
  // Nobody was there yet where it is not known.
  const minutes = since === null ? "" : ` for ${Math.floor((Date.now() - Date.parse(since)) / 60_000)} min`;
  const tries = failures === 0 ? "" : `, ${failures} ${failures === 1 ? "try" : "tries"}`;
  need("[data-current]", place).textContent =
    tasks.length === 0 ? "" : current === null ? "all solved" : `task ${current + 1}${minutes}${tries}`;
  need("[data-open]", place).textContent =
    `${pages} ${pages === 1 ? "page" : "pages"}, ${terminals} ${terminals === 1 ? "terminal" : "terminals"}`;
  const cells = [...place.querySelectorAll<HTMLElement>("[data-task]")];
  for (const [index, cell] of cells.entries()) {
    const task = tasks[index];
    if (!task) continue;
    cell.classList.toggle("good", task.solved);
    cell.classList.toggle("bad", !task.solved && task.failures > 0);
    cell.textContent = task.solved
      ? "✓"
      : task.verdict === "unknown"
        ? "?"
        : task.failures > 0
          ? `✗${task.failures}`
          : "–";
    const words = task.solved
      ? "solved"
      : task.failures > 0
        ? `${task.failures} times not solved`
        : "not checked";
    cell.setAttribute("aria-label", `task ${index + 1}: ${words}`);
  }
}

/** Sends a form, or what a button stands for, and says what came of it. */
async function post(path: string, form: Readonly<Record<string, string>>, done: string): Promise<void> {
  said.textContent = (await ask(path, form)) ?? `${clockTime(new Date(), true)} ${done}`;
}

const fieldsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

const message = need<HTMLFormElement>("#say");
on(message, "submit", async (event) => {
  event.preventDefault();
  const fields = fieldsOf(message);
  const to = fields.seat === "" ? "every seat" : `seat ${fields.seat}`;
  await post("message", fields, `The message went to ${to}.`);
  const text = need<HTMLInputElement>("[name=text]", message);
  // The next one may be begun already.
  if (text.value === fields.text) text.value = "";
});

const pause = need<HTMLFormElement>("#pause");
on(pause, "submit", async (event) => {
  event.preventDefault();
  await post("clock", fieldsOf(pause), "The break begins.");
});
on(need("#over"), "click", () => post("clock", { minutes: "0" }, "The break is over."));

const sure = need<HTMLDialogElement>("#sure");
for (const place of document.querySelectorAll<HTMLElement>("tr[data-seat]")) {
  const seat = place.dataset.seat ?? "";
  need("[data-reset]", place).addEventListener("click", () => {
    need("#sure-what").textContent = `seat ${seat}`;
    sure.dataset.seat = seat;
    sure.returnValue = "cancel";
    sure.showModal();
  });
  need("[data-message]", place).addEventListener("click", () => {
    need<HTMLSelectElement>("select", message).value = seat;
    need("[name=text]", message).focus();
  });
}
on(sure, "close", async () => {
  const { seat = "" } = sure.dataset;
  if (sure.returnValue === "reset") await post("reset", { seat }, `Seat ${seat} is being made anew.`);
});

tick();
setInterval(showRows, 30_000);
listen<ToTrainer>((told) => (told.type === "clock" ? hearClock(told) : hearSeats(told)));
