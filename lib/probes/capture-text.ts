import { oneLine } from "../figures/plain-text.ts";
import { headerFields, headerKind } from "../model/headers.ts";
import type { Wires } from "../model/wire.ts";
import { decodeArguments, readPacket, summarise } from "./capture.ts";

/** A live capture as lines for people: every header that a mode puts around a packet, then what the packet says. */

/** tshark's own words for what is innermost; last, because they may hold anything. */
const said = ["_ws.col.Protocol", "_ws.col.Info"];
const columns = ["frame.time_epoch", "frame.protocols", ...headerFields, ...said];

/** tshark's arguments for a capture that comes in on its standard input: a line for each packet, at once. */
export const liveCommand = (wires: Wires): string[] => [
  ...["tshark", "-l", "-n", "-r", "-", "-T", "fields", "-E", "separator=/t"],
  ...["-E", "aggregator=,", "-E", "occurrence=a"],
  ...decodeArguments(wires),
  ...columns.flatMap((field) => ["-e", field]),
];

/**
 * A line of tshark's in words: `12:00:01.500000  IPv4 100.65.0.1 → 100.65.0.2, TTL 64 | UDP port 54317 → 8472 | VXLAN VNI 1 | IPv4
 * 10.244.1.2 → 10.244.2.2, TTL 63 | ICMP Echo (ping) request …`. The time is UTC.
 */
export function packetLine(line: string): string {
  const { values, layers } = readPacket(line, columns);
  const [protocol, info] = line.split("\t").slice(-said.length);
  const around = summarise(layers, values)
    .slice(0, layers.findLastIndex((layer) => headerKind(layer).family === "network") + 1)
    // Addresses of the link tell nothing beside those of IP, and what tshark says of ARP has it all.
    .filter(({ protocol }) => protocol !== "arp" && shown.has(headerKind(protocol).family))
    .map((layer) => `${headerKind(layer.protocol).title} ${layer.summary}`.trim());
  const text = [...around, `${protocol} ${info}`].join(" | ");
  return `${timeOf(values.get("frame.time_epoch")?.[0])}  ${oneLine(text)}`;
}

const shown = new Set(["network", "transport", "tunnel"]);

/** `1774429201.500000123` -> `09:00:01.500000`: what tcpdump prints of a time. */
function timeOf(epoch = ""): string {
  const [seconds = "", fraction = ""] = epoch.split(".");
  const time = new Date(Number(seconds) * 1000);
  if (epoch === "" || Number.isNaN(time.getTime())) return "time unknown";
  return `${time.toISOString().slice(11, 19)}.${fraction.padEnd(6, "0").slice(0, 6)}`;
}
