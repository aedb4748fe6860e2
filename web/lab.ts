import type { LabMessage, MachineState } from "../lib/runtime/serve/messages.ts";
import { clockTime, make, need } from "./dom.ts";

/** What is drawn now. */
let drawn: string | undefined;

/**
 * The lab as it was last seen: a drawing, and every machine's gates. What has not changed is left alone, and what was opened stays open:
 * somebody is reading it while the server looks again.
 */
export function hearLab({ at, absent, drawing, machines }: LabMessage): void {
  need("#seen").textContent = `seen at ${clockTime(new Date(at), true)}`;
  const text = drawing ?? absent ?? "There is nothing to see.";
  if (text !== drawn) {
    const place = need("#drawing");
    if (drawing === null) place.replaceChildren(make("p", { class: "note" }, text));
    // Made by the server, every name in it escaped; no script that stands in a page runs.
    else place.replaceChildren(...new DOMParser().parseFromString(drawing, "text/html").body.childNodes);
    drawn = text;
  }
  showMachines(machines);
}

function showMachines(machines: readonly MachineState[]): void {
  const place = need("#machines");
  const shown = new Map([...place.children].map((line) => [line.getAttribute("data-machine"), line]));
  for (const [index, machine] of machines.entries()) {
    const [line, old] = [machineLine(machine), shown.get(machine.name)];
    line.setAttribute("data-machine", machine.name);
    shown.delete(machine.name);
    if (old) putFor(old, line);
    else place.insertBefore(line, place.children[index] ?? null);
  }
  for (const gone of shown.values()) gone.remove();
}

/** Puts a line in the place of another, unless they are the same. */
function putFor(old: Element, line: HTMLElement): void {
  line.toggleAttribute("open", old.hasAttribute("open"));
  if (old.isEqualNode(line)) return;
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(line);
  if (hadFocus) line.querySelector("summary")?.focus();
}

function machineLine({ name, kind, ready, text, gates }: MachineState): HTMLElement {
  const badge = make("span", { class: `badge ${ready ? "good" : "bad"}` }, ready ? "✓ ready" : "✗ not ready");
  const summary = make("summary", {}, make("strong", {}, name), ` ${kind} `, badge, ready ? "" : ` ${text}`);
  const rows = gates.map(({ gate, state, detail }) =>
    make("li", {}, make("span", { class: "mono" }, gate), ` ${state}`, detail === "" ? "" : `: ${detail}`),
  );
  if (rows.length === 0) return make("p", { class: "machine" }, ...summary.childNodes);
  return make("details", { class: "machine" }, summary, make("ul", {}, ...rows));
}
