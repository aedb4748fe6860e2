import type { NoticesMessage, ToSeat } from "../lib/runtime/serve/messages.ts";
import { prepareCaptures } from "./captures.ts";
import { hearClock, tick } from "./clock.ts";
import { clockTime, make, need, on } from "./dom.ts";
import { hearLab } from "./lab.ts";
import { ask, listen } from "./server.ts";
import { hearTask, prepareTasks } from "./tasks.ts";
import { hearTerminals, prepareTerminals } from "./terminals.ts";

/** What the trainer said, the latest first. */
function hearNotices({ notices }: NoticesMessage): void {
  const place = need("#notices");
  place.hidden = notices.length === 0;
  const lines = notices
    .toReversed()
    .map(({ at, text }) => make("p", {}, make("time", {}, clockTime(new Date(at))), ` ${text}`));
  place.replaceChildren(...lines.slice(0, 3));
}

const hear: { readonly [Type in ToSeat["type"]]: (message: Extract<ToSeat, { type: Type }>) => void } = {
  lab: hearLab,
  task: hearTask,
  clock: hearClock,
  notices: hearNotices,
  terminals: hearTerminals,
};

prepareTasks();
prepareTerminals();
prepareCaptures();
tick();
on(need("#look"), "click", async () => {
  need("#seen").textContent = (await ask("look")) ?? "looking …";
});
listen<ToSeat>((message) => (hear[message.type] as (message: ToSeat) => void)(message));
