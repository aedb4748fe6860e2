import { count } from "../../figures/format.ts";
import { hasAddress } from "../../model/cidr.ts";
import type { CapturedPacket } from "../../probes/capture.ts";
import type { TcpdumpResult } from "../../probes/tcpdump.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { linksOf } from "../../tables/links.ts";
import { decide, type Evidence } from "../claim.ts";
import { hostOf, stateOf, unknown } from "./machines.ts";

export type Layers = CapturedPacket["layers"];

/** What a packet must look like on the underlay. */
export interface Form {
  /** The fact, e.g. `A packet on the wire is an Ethernet frame in UDP`. */
  readonly what: string;
  /** Its headers, outermost first. */
  readonly layers: readonly string[];
  /** What else must be true of these headers. */
  readonly fits: (layers: Layers) => boolean;
}

/** The captures on the underlay. */
export const underlayCaptures = (run: RunRecord): TcpdumpResult[] =>
  run.probes.flatMap((probe) => (probe.kind === "tcpdump" && onUnderlay(run, probe) ? [probe] : []));

/** Two facts for each capture: none leaked, and those that were decoded have this form. */
export function captureFacts(run: RunRecord, form: Form, captures = underlayCaptures(run)): Evidence[] {
  if (captures.length === 0)
    return [{ what: form.what, ...unknown("no capture is known to be on the underlay"), command: null }];
  return captures.flatMap((capture) => [
    {
      what: `Every workload packet on ${capture.host} ${capture.interface ?? ""} looks as ${run.mode.name} says`,
      command: capture.command,
      ...tally(capture),
    },
    { what: form.what, command: capture.command, ...look(capture, form) },
  ]);
}

/** No tunnel: nothing is around the workloads' packets but the frame. */
export const bareFacts = (run: RunRecord, captures?: TcpdumpResult[]): Evidence[] =>
  captureFacts(
    run,
    {
      what: "On the wire, the workload's IP packet is in an Ethernet frame and in nothing else",
      layers: ["eth", "ip"],
      fits: (layers) => joinsSubnets(run, layers[1]),
    },
    captures,
  );

/** True for an IP header between two workload subnets. Hosts' own bridges have addresses there as well. */
export function joinsSubnets({ topology }: RunRecord, header: Layers[number] | undefined): boolean {
  const inside = (address = "") =>
    topology.hosts.some(({ workloadSubnet }) => hasAddress(workloadSubnet, address));
  return inside(header?.fields["ip.src"]) && inside(header?.fields["ip.dst"]);
}

/** A capture on another device shows packets before or after the tunnel. One that failed names no device. */
const onUnderlay = (run: RunRecord, capture: TcpdumpResult): boolean =>
  capture.interface === null || segmentOf(run, capture) !== null;

/** The segment that was watched; null where it was another device, or is not known. */
export function segmentOf(run: RunRecord, { host, interface: name }: TcpdumpResult): string | null {
  const state = stateOf(run, host);
  if (name === null || typeof state === "string") return null;
  const link = linksOf(state).find((candidate) => candidate.name === name);
  const place = hostOf(run, host)?.interfaces.find(({ address }) => link?.addresses.includes(address));
  return place?.segment ?? null;
}

function tally({ counts, reason }: TcpdumpResult) {
  if (counts === null) return unknown(`nothing was counted: ${reason ?? "no reason given"}`);
  const { expected, unexpected, other } = counts;
  return {
    shows: `${count(expected)} as expected, ${count(unexpected)} not, ${count(other)} without a workload's address`,
    verdict: decide(expected > 0 && unexpected === 0),
  };
}

function look({ packets, counts, reason }: TcpdumpResult, { layers: wanted, fits }: Form) {
  if (counts === null) return unknown(`nothing was captured: ${reason ?? "no reason given"}`);
  // What carries no workload address, such as ARP, is not the mode's.
  const workload = packets.filter((packet) => packet.class !== "other");
  const odd = workload.find(
    ({ layers }) => !wanted.every((protocol, depth) => layers[depth]?.protocol === protocol) || !fits(layers),
  );
  const shown = odd ?? workload[0];
  if (!shown) return unknown(`none of the ${packets.length} decoded packets carries a workload's address`);
  const example = `packet ${shown.number}: ${headers(shown.layers, wanted.length)}`;
  return odd
    ? { shows: `not so in ${example}`, verdict: decide(false) }
    : { shows: `all ${workload.length} that were decoded, e.g. ${example}`, verdict: decide(true) };
}

/** `eth / ip 100.64.4.1 → 100.64.4.2, TTL 64 / udp port 43002 → 8472`; MAC addresses are of no interest here. */
const headers = (layers: Layers, depth: number): string =>
  layers
    .slice(0, depth + 1)
    .map(({ protocol, summary }) => (protocol === "eth" ? protocol : `${protocol} ${summary}`.trim()))
    .join(" / ");
