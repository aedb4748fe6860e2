import type { TaskMessage } from "../lib/runtime/serve/messages.ts";
import type { CheckResult } from "../lib/runtime/serve/results.ts";
import { clockTime, make, need, on } from "./dom.ts";
import { ask } from "./server.ts";
import { verdicts } from "./verdicts.ts";

const parts = [...document.querySelectorAll<HTMLDetailsElement>(".task")];
const known = new Map<string, TaskMessage>();
/** Whether a task was opened: the first that is not solved is, once, unless somebody has chosen one before. */
let opened = false;

export function prepareTasks(): void {
  for (const part of parts) {
    const id = part.dataset.task ?? "";
    const say = need("[data-said]", part);
    const press = (selector: string, path: string) => {
      for (const button of part.querySelectorAll<HTMLElement>(selector))
        on(button, "click", async () => {
          say.textContent = (await ask(`${path}/${encodeURIComponent(id)}`)) ?? "";
        });
    };
    press("[data-check]", "check");
    press("[data-begin]", "begin");
    on(need("summary", part), "click", () => {
      opened = true;
    });
  }
}

export function hearTask(message: TaskMessage): void {
  known.set(message.task, message);
  const part = parts.find(({ dataset }) => dataset.task === message.task);
  if (!part) return;
  const { progress, working } = message;
  const badge = need("[data-verdict]", part);
  const { sign, task, look } = progress.verdict
    ? verdicts[progress.verdict]
    : { sign: "", task: "not checked", look: "plain" };
  badge.className = `badge ${working ? "plain" : look}`;
  badge.textContent = working ? `${working} …` : `${sign} ${task}`.trim();
  for (const button of part.querySelectorAll<HTMLButtonElement>("[data-check], [data-begin]"))
    button.disabled = working !== null;
  const said = need("[data-said]", part);
  if (!working && progress.at) said.textContent = `looked at ${clockTime(new Date(progress.at), true)}`;
  need(".checks", part).replaceChildren(...progress.checks.map(checkLine));
  if (known.size === parts.length) showAll();
}

function checkLine({ says, level, verdict, shows }: CheckResult): HTMLLIElement {
  const isMild = verdict === "fail" && level === "warning";
  const { sign, check, look } = verdicts[verdict];
  const badge = make(
    "span",
    { class: `badge ${isMild ? "warn" : look}` },
    `${sign} ${isMild ? "warning" : check}`,
  );
  return make("li", {}, badge, " ", make("strong", {}, says), make("span", { class: "shows" }, shows));
}

function showAll(): void {
  const isSolved = (part: HTMLElement) => known.get(part.dataset.task ?? "")?.progress.solvedAt != null;
  const solved = parts.filter(isSolved).length;
  need("#solved").textContent = `${solved} of ${parts.length} solved`;
  if (opened) return;
  opened = true;
  const current = parts.find((part) => !isSolved(part));
  for (const part of parts) part.open = part === current;
}
