import type { TerminalsMessage } from "../lib/runtime/serve/messages.ts";
import { make, need, on } from "./dom.ts";
import { ask } from "./server.ts";
import { PageTerminal } from "./terminal.ts";

/** A terminal's tab and what is behind it; the terminal is there once it was looked at. */
interface Tab {
  readonly id: string;
  readonly at: string;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly screen: HTMLElement;
  terminal?: PageTerminal;
}

const tabs: Tab[] = [];
const readAloud = document.querySelector<HTMLInputElement>("#aloud");

export function prepareTerminals(): void {
  const form = document.querySelector<HTMLFormElement>("#open");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = [...crypto.getRandomValues(new Uint8Array(8))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    select(addTab(id, String(new FormData(form).get("at"))), true);
  });
  readAloud?.addEventListener("change", () => {
    for (const { terminal } of tabs) terminal?.readAloud(readAloud.checked);
  });
}

/**
 * Those that are there already: after a reload, or opened by another page of the seat. One that nobody has looked at here goes when it has
 * ended: a click on its tab would begin another.
 */
export function hearTerminals({ open }: TerminalsMessage): void {
  if (!document.querySelector("#open")) return;
  for (const tab of [...tabs]) if (!tab.terminal && !open.some(({ id }) => id === tab.id)) remove(tab);
  for (const { id, at } of open) if (!tabs.some((tab) => tab.id === id)) addTab(id, at);
  const [first] = tabs;
  if (first && !tabs.some(({ panel }) => !panel.hidden)) select(first, false);
}

function addTab(id: string, at: string): Tab {
  const same = tabs.filter((tab) => tab.at === at).length;
  const label = same === 0 ? at : `${at} (${same + 1})`;
  const attributes = { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` };
  const button = make("button", attributes, label);
  const end = make("button", { type: "button" }, "End this terminal");
  const screen = make("div", { class: "screen" });
  const panel = make(
    "div",
    { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` },
    screen,
    make("p", { class: "row" }, end),
  );
  panel.hidden = true;
  const tab: Tab = { id, at, button, panel, screen };
  button.addEventListener("click", () => select(tab, true));
  button.addEventListener("keydown", (event) => step(tab, event));
  on(end, "click", async () => {
    say((await ask(`end/${id}`)) ?? "");
    remove(tab);
  });
  tabs.push(tab);
  need("#tabs").append(button);
  need("#screens").append(panel);
  return tab;
}

/** Arrows go from tab to tab, as in every list of tabs (ARIA Authoring Practices). */
function step(tab: Tab, event: KeyboardEvent): void {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  if (next) select(next, false);
  next?.button.focus();
}

function select(tab: Tab, focus: boolean): void {
  for (const other of tabs) {
    other.panel.hidden = other !== tab;
    other.button.setAttribute("aria-selected", String(other === tab));
    other.button.tabIndex = other === tab ? 0 : -1;
  }
  tab.terminal ??= new PageTerminal(
    tab.id,
    tab.at,
    tab.screen,
    {
      over: (text) => {
        say(`${tab.at}: ${text}`);
        remove(tab);
      },
      leave: () => tab.button.focus(),
    },
    readAloud?.checked ?? false,
  );
  tab.terminal.fit();
  if (!focus) return;
  tab.terminal.focus();
  // It prints nothing where nobody can see it, and focus alone does not bring it there.
  tab.panel.scrollIntoView({ block: "nearest" });
}

function remove(tab: Tab): void {
  const at = tabs.indexOf(tab);
  if (at < 0) return;
  const wasShown = !tab.panel.hidden;
  const hadFocus = tab.panel.contains(document.activeElement);
  tabs.splice(at, 1);
  tab.terminal?.close();
  tab.button.remove();
  tab.panel.remove();
  const next = tabs[Math.max(0, at - 1)];
  if (next && wasShown) select(next, false);
  if (hadFocus) (next?.button ?? document.querySelector<HTMLElement>("#open button"))?.focus();
}

const say = (text: string): void => {
  need("#terminal-said").textContent = text;
};
