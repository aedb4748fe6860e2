import type { Graph } from "@viz-js/viz";
import { describeImpairment } from "../model/impairment.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Edge, label, type Subgraph, textAttributes } from "./graph-parts.ts";
import { ink } from "./graphviz.ts";
import { hostCluster, portName } from "./host-cluster.ts";

type Topology = RunRecord["topology"];

/**
 * The lab as a graph: every segment a bus with one tap for each host on it, every host a cluster. Names
 * out of the record go into labels only; nodes are called by their numbers.
 */
export function topologyGraph(run: RunRecord): Graph {
  const { segments, hosts } = run.topology;
  return {
    directed: false,
    graphAttributes: { bgcolor: "transparent", newrank: true, nodesep: 0.3, ranksep: 0.28, pad: 0.05 },
    nodeAttributes: { ...textAttributes, shape: "box", height: 0.3, margin: "0.12,0.05" },
    edgeAttributes: { color: ink.wire, penwidth: 1.5 },
    subgraphs: [
      ...segments.map((_, segment) => bus(run.topology, segment)),
      ...hosts.map((host, number) => hostCluster(run, host, hostName(number))),
    ],
    edges: hosts.flatMap((_, number) => drops(run.topology, number)),
  };
}

const hostName = (number: number): string => `h${number}`;
const tapName = (segment: number, host: number): string => `s${segment}h${host}`;

/** Taps at one height, joined into the thick line that carries the segment's name. */
function bus({ segments, hosts }: Topology, number: number): Subgraph {
  const segment = segments[number];
  const members = hosts.flatMap((host, index) =>
    host.interfaces.some((port) => port.segment === segment?.name) ? [index] : [],
  );
  const begin = `s${number}`;
  const end = `s${number}end`;
  const points = [begin, ...members.map((host) => tapName(number, host)), end];
  const lines = [segment?.cidr ?? "", `MTU ${segment?.mtu}`, ...impairments(hosts, segment?.name)];
  const name = label(segment?.name ?? "", ...lines);
  return {
    graphAttributes: { rank: "same" },
    nodes: [
      { name: begin, attributes: { ...name, shape: "plaintext", margin: "0.14,0" } },
      ...members.map((host) => ({
        name: tapName(number, host),
        attributes: { shape: "point", width: 0.12, color: ink.bus, group: hostName(host) },
      })),
      { name: end, attributes: { shape: "point", width: 0.06, color: ink.bus } },
    ],
    edges: points.slice(1).map((head, position) => ({
      tail: points[position] ?? head,
      head,
      attributes: { color: ink.bus, penwidth: 5 },
    })),
  };
}

/** What machines do to what they send on a segment: one line where all do the same, as they should. */
function impairments(hosts: Topology["hosts"], segment: string | undefined): string[] {
  const ports = hosts.flatMap(({ interfaces }) => interfaces.filter((port) => port.segment === segment));
  const texts = new Set(
    ports.map(({ impairment }) =>
      impairment === null ? "impairment unknown" : describeImpairment(impairment),
    ),
  );
  return texts.size === 1 && texts.has("none") ? [] : [...texts];
}

/** Wires from a host's interfaces to the buses: its first segment lies above it, further ones below. */
function drops({ segments, hosts }: Topology, number: number): Edge[] {
  const joined = (hosts[number]?.interfaces ?? []).map((port) =>
    segments.findIndex(({ name }) => name === port.segment),
  );
  const highest = Math.min(...joined.filter((segment) => segment >= 0));
  return joined.flatMap((segment, position) => {
    if (segment < 0) return [];
    const [tap, port] = [tapName(segment, number), portName(hostName(number), position)];
    const [tail, head] = segment === highest ? [tap, port] : [port, tap];
    return [{ tail, head, attributes: { weight: 50 } }];
  });
}
