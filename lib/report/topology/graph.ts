import type { Graph } from "@viz-js/viz";
import { isOn } from "../../model/routing.ts";
import type { RecordedMachine, Topology } from "../../results/run-record.ts";
import { ink } from "./colours.ts";
import type { Drawn } from "./drawn.ts";
import { type Edge, label, type Subgraph, textAttributes } from "./graph-parts.ts";
import { hostCluster, portName } from "./host-cluster.ts";
import { impairments } from "./outline.ts";
import { isRouter, linkEdge, linkEnds, routerNode } from "./router-parts.ts";

/**
 * The lab as a graph: every segment a bus with one tap for each machine on it (or a wire, if it
 * joins two routers and nothing else), every host a cluster, every router a box above its segments. Names
 * out of the record go into labels only; nodes are called by their numbers.
 */
export function topologyGraph(run: Drawn): Graph {
  const { segments, hosts } = run.topology;
  return {
    // Directed, so that a bus keeps the order of its taps; nothing is drawn as an arrow.
    directed: true,
    graphAttributes: { bgcolor: "transparent", newrank: true, nodesep: 0.3, ranksep: 0.28, pad: 0.05 },
    nodeAttributes: { ...textAttributes, shape: "box", height: 0.3, margin: "0.12,0.05" },
    edgeAttributes: { color: ink.wire, penwidth: 1.5, dir: "none" },
    subgraphs: [
      ...segments.flatMap(({ name }, segment) =>
        linkEnds(run.topology, name) ? [] : bus(run.topology, segment),
      ),
      sideBySide(run.topology),
      ...hosts.flatMap((host, number) => (isRouter(host) ? [] : hostCluster(run, host, hostName(number)))),
    ],
    nodes: hosts.flatMap((host, number) => (isRouter(host) ? routerNode(run, host, hostName(number)) : [])),
    edges: [
      ...hosts.flatMap((host, number) =>
        isRouter(host) ? routerDrops(run.topology, number) : drops(run.topology, number),
      ),
      ...segments.flatMap((segment) => {
        const ends = linkEnds(run.topology, segment.name);
        return ends
          ? linkEdge(run.topology, segment, ends, (machine) => hostName(hosts.indexOf(machine)))
          : [];
      }),
    ],
  };
}

const hostName = (number: number): string => `h${number}`;
const tapName = (segment: number, host: number): string => `s${segment}h${host}`;

/** Taps at one height, joined into the thick line that carries the segment's name. */
function bus(topology: Topology, number: number): Subgraph {
  const { segments, hosts } = topology;
  const segment = segments[number];
  const members = tapsOf(topology, number);
  const begin = `s${number}`;
  const end = `s${number}end`;
  const points = [begin, ...members.map((host) => tapName(number, host)), end];
  const lines = [segment?.cidr ?? "", `MTU ${segment?.mtu}`, ...impairments(topology, segment?.name)];
  const name = label(segment?.name ?? "", ...lines);
  return {
    graphAttributes: { rank: "same" },
    nodes: [
      { name: begin, attributes: { ...name, shape: "plaintext", margin: "0.14,0" } },
      ...members.map((host) => ({
        name: tapName(number, host),
        attributes: {
          shape: "point",
          width: 0.12,
          color: ink.bus,
          // A host hangs straight below its tap; a router has one on each of its buses.
          ...(hosts[host] && isRouter(hosts[host]) ? {} : { group: hostName(host) }),
        },
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

/**
 * The machines on a segment from left to right: a router at the right end of its first bus and at the left end
 * of the others, which lie to the right of that.
 */
function tapsOf({ segments, hosts }: Topology, number: number): number[] {
  const name = segments[number]?.name;
  const place = (machine: RecordedMachine): number => {
    if (!isRouter(machine)) return 0;
    const joined = segments.findIndex(({ name }) => isOn(machine, name));
    return joined === number ? 1 : -1;
  };
  return hosts
    .flatMap((machine, index) =>
      name !== undefined && isOn(machine, name) ? [{ index, place: place(machine) }] : [],
    )
    .sort((a, b) => a.place - b.place)
    .map(({ index }) => index);
}

/**
 * Keeps buses at one height, from left to right in the order of the lab's segments, by unseen edges. A host on
 * several segments hangs between two heights; then there is nothing to keep.
 */
function sideBySide(topology: Topology): Subgraph {
  const between = topology.hosts.some((host) => !isRouter(host) && host.interfaces.length > 1);
  const buses = topology.segments.flatMap(({ name }, number) => (linkEnds(topology, name) ? [] : number));
  const pairs = between
    ? []
    : buses.slice(1).map((number, position) => [`s${buses[position]}end`, `s${number}`]);
  return {
    graphAttributes: { rank: "same" },
    nodes: pairs.flat().map((name) => ({ name })),
    edges: pairs.map(([tail = "", head = ""]) => ({ tail, head, attributes: { style: "invis" } })),
  };
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

/** Wires from a router, which lies above, down to the buses that it joins. */
function routerDrops(topology: Topology, number: number): Edge[] {
  return (topology.hosts[number]?.interfaces ?? []).flatMap(({ segment }) => {
    const index = topology.segments.findIndex(({ name }) => name === segment);
    if (index < 0 || linkEnds(topology, segment)) return [];
    return { tail: hostName(number), head: tapName(index, number), attributes: { weight: 10 } };
  });
}
