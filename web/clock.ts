import type { ClockMessage } from "../lib/runtime/serve/messages.ts";
import { clockTime, duration, need } from "./dom.ts";

let told: ClockMessage = { type: "clock", until: null, text: "", now: new Date().toISOString() };
/** Milliseconds that the server's clock is ahead. */
let ahead = 0;

/** The time, and how long a break lasts still. */
export function tick(): void {
  const now = new Date(Date.now() + ahead);
  need("#clock time").textContent = clockTime(now);
  const left = told.until === null ? 0 : (Date.parse(told.until) - now.getTime()) / 1000;
  const pause = need("#break");
  pause.hidden = told.until === null || left < -60;
  if (pause.hidden || told.until === null) return;
  const until = clockTime(new Date(told.until));
  const text = left > 0 ? `until ${until}` : `was over at ${until}`;
  // What does not change is not read aloud again.
  if (pause.dataset.text !== `${told.text} ${text}`) {
    pause.dataset.text = `${told.text} ${text}`;
    pause.replaceChildren(`${told.text || "Break"} ${text}`, " ", document.createElement("span"));
    need("span", pause).setAttribute("aria-hidden", "true");
  }
  need("span", pause).textContent = left > 0 ? `· ${duration(left)} left` : "";
}

export function hearClock(message: ClockMessage): void {
  told = message;
  ahead = Date.parse(message.now) - Date.now();
  tick();
}

setInterval(tick, 1000);
