import type { LabMessage, MachineState } from "../lib/runtime/serve/messages.ts";
import { clockTime, make, need } from "./dom.ts";

/** The lab as it was last seen: a drawing, and every machine's gates. */
export function hearLab({ at, absent, drawing, machines }: LabMessage): void {
  need("#seen").textContent = `seen at ${clockTime(new Date(at), true)}`;
  const place = need("#drawing");
  if (drawing === null)
    place.replaceChildren(make("p", { class: "note" }, absent ?? "There is nothing to see."));
  // Made by the server, every name in it escaped; no script that stands in a page runs.
  else place.replaceChildren(...new DOMParser().parseFromString(drawing, "text/html").body.childNodes);
  need("#machines").replaceChildren(...machines.map(machineLine));
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
