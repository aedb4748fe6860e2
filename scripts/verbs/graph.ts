import { Command, Option } from "commander";
import { withoutControls } from "../../lib/figures/plain-text.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { d2Text } from "../../lib/report/topology/d2.ts";
import { type Drawn, planned } from "../../lib/report/topology/drawn.ts";
import { topologyGraph } from "../../lib/report/topology/graph.ts";
import { dotText, standaloneSvg } from "../../lib/report/topology/graphviz.ts";
import { mermaidText } from "../../lib/report/topology/mermaid.ts";
import { liveTopology } from "../../lib/runtime/bench/live-topology.ts";
import { deployedLab } from "../../lib/runtime/labs/labs.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireSound, synthesise } from "../../lib/runtime/labs/synthesis.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption, say } from "../../lib/runtime/terminal.ts";

/** How a lab is drawn in each format. */
const formats = {
  svg: { about: "as a picture (the default)", draw: (drawn) => standaloneSvg(topologyGraph(drawn)) },
  dot: { about: "in Graphviz's language", draw: (drawn) => dotText(topologyGraph(drawn)) },
  mermaid: { about: "as a Mermaid flowchart, e.g. for GitHub", draw: mermaidText },
  d2: { about: "in D2's language", draw: d2Text },
} satisfies Record<
  string,
  { about: string; draw: (drawn: Drawn, title: string) => string | Promise<string> }
>;

type Format = keyof typeof formats;
const names = Object.keys(formats) as Format[];
type Flags = { readonly [Name in Format]?: boolean } & { readonly live?: boolean };

export function graphCommand(): Command {
  const command = new Command("graph").argument("<lab>");
  for (const name of names)
    command.addOption(
      new Option(`--${name}`, formats[name].about).conflicts(names.filter((other) => other !== name)),
    );
  return command
    .option("--live", "as the lab runs now: which machines are up, the gate that fails, devices, impairments")
    .addHelpText(
      "after",
      `
Without --live the lab's file is drawn, and no engine is asked.

Examples:
  $ underlay graph lab-fabric > lab-fabric.svg
  $ underlay graph lab-vxlan --live > now.svg
  $ underlay graph lab-vxlan --mermaid
  $ underlay graph lab-vxlan --dot | dot -Tpdf > lab-vxlan.pdf`,
    )
    .action(async (name: string, { live, ...chosen }: Flags) => {
      const format = names.find((each) => chosen[each]) ?? "svg";
      const [lab, drawn] = live ? await asItRuns(name) : await asPlanned(name);
      const text = await formats[format].draw(drawn, `${lab.name}: ${lab.about}`);
      process.stdout.write(withoutControls(text));
    });
}

/** A numbered copy has no file of its own, and is as it was deployed. */
async function asPlanned(name: string): Promise<[LabSpec, Drawn]> {
  const synthesis = await synthesise();
  const declared = synthesis.labs.find((lab) => lab.name === name);
  const lab = declared ?? (await deployedLab(name)) ?? requireSound([name], synthesis)[0];
  if (!lab) throw new Error(`there is no lab "${name}"`);
  return [lab, planned(lab)];
}

async function asItRuns(name: string): Promise<[LabSpec, Drawn]> {
  const [lab, installation] = [await requireDeployed(name), requireInstallation()];
  return [lab, await liveTopology({ lab, installation, progress: say, signal: interruption() })];
}
