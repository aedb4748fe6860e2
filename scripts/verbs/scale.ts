import { join, relative } from "node:path";
import { Command } from "commander";
import { scaleText } from "../../lib/report/scale/text.ts";
import { runScale } from "../../lib/runtime/scale/scale.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print, say } from "../../lib/runtime/terminal.ts";
import { type AskedScale, modeNames, readRequest } from "../../lib/scale/point.ts";

interface Options extends AskedScale {
  readonly tune?: boolean;
  readonly json?: boolean;
}

export function scaleCommand(): Command {
  return new Command("scale").addCommand(bgpCommand());
}

function bgpCommand(): Command {
  return new Command("bgp")
    .description("BGP sessions, time, memory, CPU and bytes of Calico's modes on real daemons")
    .option("--modes <modes>", "with commas between", modeNames.join(","))
    .option("--hosts <numbers>", "with commas between", "10,25,50,100,200")
    .option("--repeat <times>", "how often each point is measured", "3")
    .option("--tune", "enlarge the machine's neighbour table while this runs, where it is too small")
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
A host here is a network namespace with BIRD in it, and all of them are in one container. Exponents of growth take
three numbers of hosts, each measured twice or more.

Examples:
  $ underlay scale bgp --hosts 5,10,20
  $ underlay scale bgp --tune
  $ underlay scale bgp --hosts 10 --json | jq '.points[].outcome'`,
    )
    .action(async ({ tune = false, json = false, ...asked }: Options) => {
      const { folder, record } = await runScale({
        request: readRequest(asked),
        installation: requireInstallation(),
        tune,
        progress: say,
        signal: interruption(),
      });
      if (json) print(record);
      else
        console.log(
          `${scaleText(record)}\n\nReport: ${relative(process.cwd(), join(folder, "report.html"))}`,
        );
      if (record.status !== "passed") process.exitCode = exitCodes.failed;
    });
}
