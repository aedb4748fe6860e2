import { Argument, Command } from "commander";
import { machinesOf, machinesOn } from "../../lib/model/lab-spec.ts";
import { unknownName } from "../../lib/model/names.ts";
import { type LinkState, linkStates } from "../../lib/probes/link-state.ts";
import { inspect } from "../../lib/runtime/labs/inspect.ts";
import { setLink } from "../../lib/runtime/labs/links.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { print } from "../../lib/runtime/terminal.ts";
import { segmentTable } from "./inspect.ts";

export function linkCommand(): Command {
  return new Command("link")
    .argument("<lab>")
    .argument("<segment>")
    .argument("<machine>", "a host or router on the segment")
    .addArgument(new Argument("<state>", "of the machine's device there").choices(linkStates))
    .option("--json", "the segments as JSON")
    .addHelpText(
      "after",
      `
It stays so until the next call, or until the machine restarts. The machine's gates tell what no longer works;
its routes over the link are there again when it is up. A probe measures how long others need to find another
way: the event linkDown of convergence.

Examples:
  $ underlay link lab-fabric leaf1-spine1 leaf1 down
  $ underlay inspect lab-fabric
  $ underlay link lab-fabric leaf1-spine1 leaf1 up`,
    )
    .action(
      async (
        name: string,
        segment: string,
        machine: string,
        state: LinkState,
        { json }: { json?: boolean },
      ) => {
        const lab = await requireDeployed(name);
        const segments = lab.segments.map((known) => known.name);
        if (!segments.includes(segment))
          throw new Error(unknownName(`${name} has no segment "${segment}"`, segment, segments));
        const found = machinesOf(lab).find((known) => known.name === machine);
        const link = found?.interfaces.find((each) => each.segment === segment);
        if (!found || !link) {
          const on = machinesOn(lab, segment).map((each) => each.name);
          throw new Error(
            unknownName(`no host or router "${machine}" is on segment ${segment} of ${name}`, machine, on),
          );
        }
        const installation = requireInstallation();
        await setLink(lab, found, link, state, installation);
        const view = await inspect(lab, installation);
        if (json) print(view.segments);
        else console.log(segmentTable(view));
      },
    );
}
