import { plural, shellLine } from "../../figures/format.ts";
import { kindOf, type ProbeResult } from "../../probes/kinds.ts";
import { type Html, html } from "../html.ts";
import { folded, listing, type Section, section } from "../section.ts";

export const commands: Section = (run) => {
  const parts = run.probes.flatMap(probeCommands);
  if (parts.length === 0) return null;
  return section(
    "commands",
    "Command lines",
    "As they were run, ready to be pasted into a shell.",
    html`${parts}`,
  );
};

function probeCommands(probe: ProbeResult): Html[] {
  const run = kindOf(probe)
    .reading.commands(probe)
    .filter(({ line }) => line.length > 0);
  if (run.length === 0) return [];
  const list = run.map(
    ({ what, line }) => html`<dt>${what}</dt><dd>${listing(what, shellLine(line))}</dd>\n`,
  );
  return [
    folded(`${probe.name}: ${plural(run.length, "command line")}`, html`<dl class="commands">${list}</dl>`),
  ];
}
