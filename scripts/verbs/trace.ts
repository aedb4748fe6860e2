import { Command } from "commander";
import { withoutControls } from "../../lib/figures/plain-text.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { resultsDir } from "../../lib/runtime/project.ts";
import { readRun } from "../../lib/runtime/runs/read-run.ts";
import { traceNow, unknownEnd } from "../../lib/runtime/runs/trace.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, interruption, print, refusing, say } from "../../lib/runtime/terminal.ts";
import { contradictionOf } from "../../lib/trace/contradiction.ts";
import { endNamed } from "../../lib/trace/ends.ts";
import { traceInput } from "../../lib/trace/run.ts";
import { traceText } from "../../lib/trace/text.ts";
import type { Trace } from "../../lib/trace/trace.ts";
import { trace } from "../../lib/trace/walk.ts";
import { judging } from "../misuse.ts";

export function traceCommand(): Command {
  const command = new Command("trace")
    .argument("<lab>")
    .argument("<from>", "a workload or a host")
    .argument("<to>", "a workload or a host")
    .option("--run <run>", "as recorded in a run of the lab (its folder, or latest) instead of now")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `
Sends a few echo requests, captures them on the sender's host and on every router, and reads the
state of every machine: routes, neighbours, forwarding databases, leases, sockets. Exits with 1 when
the packet does not arrive, and with 2 when nothing could be traced.

Examples:
  $ underlay trace lab-vxlan client server
  $ underlay trace lab-vxlan client server --run latest
  $ underlay trace lab-fabric client server --json | jq -r '.hops[].what'`,
    )
    .action(
      async (name: string, from: string, to: string, { run, json }: { run?: string; json?: boolean }) => {
        const found = await refusing(() =>
          run === undefined ? now(name, from, to) : recorded(name, run, from, to),
        );
        if (json) print(found);
        else console.log(withoutControls(traceText(found)));
        if (found.end !== null) process.exitCode = exitCodes.failed;
      },
    );
  return judging(command);
}

async function now(name: string, from: string, to: string): Promise<Trace> {
  const [lab, installation] = [await requireDeployed(name), requireInstallation()];
  return traceNow({ lab, installation, from, to, progress: say, signal: interruption() });
}

async function recorded(name: string, run: string, from: string, to: string): Promise<Trace> {
  const { record, folder } = await readRun(resultsDir, name, run);
  const input = traceInput(record);
  if (input === null)
    throw new Error(
      `${folder} holds no state of the machines. Add a probe to the lab: lab.probe(snapshot())`,
    );
  for (const end of [from, to])
    if (endNamed(record.topology, end) === null)
      throw new Error(unknownEnd(name, end, record.topology.hosts));
  const found = trace(input, from, to);
  const contradiction = contradictionOf(record, found);
  if (contradiction !== null) say(contradiction);
  return found;
}
