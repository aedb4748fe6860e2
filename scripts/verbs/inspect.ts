import { Command } from "commander";
import { columns } from "../../lib/figures/columns.ts";
import { describeImpairment } from "../../lib/model/impairment.ts";
import { inspect, type LabView, type SegmentView } from "../../lib/runtime/labs/inspect.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes, print } from "../../lib/runtime/terminal.ts";

export function inspectCommand(): Command {
  return new Command("inspect")
    .argument("<lab>")
    .option("--json", "as JSON, with every gate's detail and all that is known of a session")
    .addHelpText(
      "after",
      "\nExits with 1 when a host is not ready.\n\nExamples:\n  $ underlay inspect lab-vxlan\n  $ underlay inspect lab-vxlan --json | jq '.hosts[].gates'",
    )
    .action(async (name: string, { json }: { json?: boolean }) => {
      const view = await inspect(await requireDeployed(name), requireInstallation());
      if (json) print(view);
      else console.log([machineTable(view), ...sessionTable(view), segmentTable(view)].join("\n\n"));
      if (view.hosts.some(({ ready }) => !ready)) process.exitCode = exitCodes.failed;
    });
}

function machineTable({ hosts }: LabView): string {
  const rows = hosts.map(
    ({ host, kind, userNamespace, addresses, workloadSubnet, workloads, gates, reason }) => [
      host,
      userNamespace ? `${kind} (userns)` : kind,
      addresses.join(" "),
      workloadSubnet ?? "none",
      workloads.map(({ name, address }) => `${name} ${address}`).join(", ") || "none",
      reason ?? gates?.map(({ gate }) => gate).join(" ") ?? "",
    ],
  );
  return columns([
    ["HOST", "KIND", "UNDERLAY", "WORKLOADS IN", "WORKLOADS", "GATES PASSED, OR THE ONE THAT FAILS"],
    ...rows,
  ]);
}

/** BGP sessions, in a lab where some are spoken of or somebody does not answer; else nothing. */
function sessionTable({ hosts }: LabView): string[] {
  const rows = hosts.flatMap(({ host, bgp }) =>
    bgp === null
      ? [[host, "not known", "", "", "", "", "the machine or its BIRD does not answer"]]
      : bgp.map(({ protocol, peer, accepts, peerAs, state, since, received, exported, best, lastError }) => [
          host,
          protocol,
          peer ?? `any of ${accepts}`,
          String(peerAs),
          `${state} since ${since}`,
          received === null ? "" : `${received} ${exported} ${best}`,
          lastError ?? "",
        ]),
  );
  const headings = ["HOST", "BGP SESSION", "PEER", "AS", "STATE", "ROUTES IN OUT BEST", "LAST ERROR"];
  return rows.length === 0 ? [] : [columns([headings, ...rows])];
}

/** Segments with their links and impairments, as `inspect`, `impair` and `link` show them. */
export function segmentTable({ segments }: Pick<LabView, "segments">): string {
  const rows = segments.map((segment) => [
    segment.segment,
    segment.cidr,
    String(segment.mtu),
    linksOf(segment),
    impairmentOf(segment),
  ]);
  return columns([["SEGMENT", "NETWORK", "MTU", "LINKS", "IMPAIRMENT"], ...rows]);
}

/** What is not up. */
function linksOf({ links }: SegmentView): string {
  const others = links.filter(({ state }) => state !== "up");
  return others.length === 0
    ? "up"
    : others.map(({ machine, state }) => `${machine}: ${state ?? "not known"}`).join("; ");
}

/** One text where all machines on the segment agree, else each machine's own. */
function impairmentOf({ impairments }: SegmentView): string {
  const texts = impairments.map(({ machine, impairment }) => ({
    machine,
    text: impairment === null ? "not known" : describeImpairment(impairment),
  }));
  const [first] = texts;
  if (texts.every(({ text }) => text === first?.text)) return first?.text ?? "none";
  return texts.map(({ machine, text }) => `${machine}: ${text}`).join("; ");
}
