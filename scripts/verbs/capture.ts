import { Command } from "commander";
import { captureSite, siteText } from "../../lib/model/capture-site.ts";
import {
  fileOutlet,
  type Outlet,
  requireWireshark,
  textOutlet,
  wiresharkOutlet,
} from "../../lib/runtime/bench/capture-outlets.ts";
import type { LiveContext } from "../../lib/runtime/bench/live-capture.ts";
import { watch } from "../../lib/runtime/bench/watch.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption, say } from "../../lib/runtime/terminal.ts";
import { whole } from "../whole.ts";

interface Flags {
  readonly write?: string;
  readonly wireshark?: boolean;
  readonly text?: boolean;
  readonly count?: number;
  readonly seconds?: number;
}

export function captureCommand(): Command {
  return new Command("capture")
    .argument("<lab>")
    .argument(
      "<where>",
      "a host, router, workload or segment; HOST:SEGMENT, HOST:DEVICE and HOST/WORKLOAD say more",
    )
    .argument("[filter...]", "pcap-filter(7), of the packets as they are on the wire")
    .option("-w, --write <file>", "write a pcap file; - for standard output")
    .option("--wireshark", "show the packets in Wireshark, live")
    .option("--text", "a line for each packet, its headers from the outermost inwards (the default)")
    .option("--count <packets>", "end after so many packets", whole(1, 1_000_000))
    .option("--seconds <seconds>", "end after so many seconds", whole(1, 86_400))
    .addHelpText(
      "after",
      `
Ctrl-C ends it. Packets are decoded as the lab's mode says; -w, --wireshark and --text go together. What a
host sends is seen from outside of it, whatever it is made of; a segment is seen whole, on the engine's bridge.
HOST:DEVICE and workloads are listened at inside, e.g. at docker0. Times are UTC.

Examples:
  $ underlay capture lab-vxlan host1                      # the underlay, as host1 sees it
  $ underlay capture lab-vxlan underlay udp port 8472     # the tunnel's packets of all hosts
  $ underlay capture lab-vxlan host1/client icmp --count 4
  $ underlay capture lab-vxlan host1:docker0 -w docker0.pcap --seconds 10
  $ underlay capture lab-vxlan host1 -w - | wireshark -k -i -`,
    )
    .action(async (name: string, where: string, filter: string[], flags: Flags) => {
      const lab = await requireDeployed(name);
      const site = captureSite(lab, where);
      const installation = requireInstallation();
      const context = { lab, engine: new Engine(installation), probeImage: installation.images.probe };
      const { write, text, wireshark, count, seconds } = flags;
      if (write === "-" && text)
        throw new Error("--text and -w - would both write to standard output. Leave one of them out.");
      if (wireshark) requireWireshark();
      const counted = await watch(context, site, () => outlets(flags, context), {
        ...{ filter: filter.join(" "), count, seconds },
        signal: AbortSignal.any([interruption(), readerGone()]),
        begun: () => say(`capturing at ${siteText(site)}; Ctrl-C ends it`),
      });
      say(counted);
    });
}

async function outlets({ write, wireshark, text }: Flags, context: LiveContext): Promise<Outlet[]> {
  return [
    ...(wireshark ? [wiresharkOutlet(context)] : []),
    ...(write === undefined ? [] : [await fileOutlet(write)]),
    ...(text || (write === undefined && !wireshark) ? [textOutlet(context, console.log)] : []),
  ];
}

/** Aborted when nobody reads standard output any more. */
function readerGone(): AbortSignal {
  const controller = new AbortController();
  process.stdout.once("error", () => controller.abort());
  return controller.signal;
}
