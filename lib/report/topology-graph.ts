import type { Graph } from "@viz-js/viz";
import type { RunRecord } from "../results/run-record.ts";
import { fonts, ink } from "./graphviz.ts";
import { type Html, html } from "./html.ts";
import { type Device, plumbingOf } from "./plumbing.ts";

type Topology = RunRecord["topology"];
type Subgraph = NonNullable<Graph["subgraphs"]>[number];
type Node = NonNullable<Graph["nodes"]>[number];
type Edge = NonNullable<Graph["edges"]>[number];
type Colours = { readonly fill: string; readonly border: string };

const plain: Colours = { fill: ink.node, border: ink.nodeBorder };
const tunnel: Colours = { fill: ink.tunnel, border: ink.tunnelBorder };
const workload: Colours = { fill: ink.workload, border: ink.workloadBorder };

/**
 * The lab as a graph: every segment a bus with one tap for each interface, every host a cluster from its
 * underlay devices down to its workloads. Names go into labels only; nodes are called by their numbers.
 */
export function topologyGraph(run: RunRecord): Graph {
  const hosts = run.topology.hosts.map((host, index) => hostCluster(run, host, `h${index}`));
  return {
    directed: false,
    graphAttributes: { bgcolor: "transparent", newrank: true, nodesep: 0.25, ranksep: 0.3, pad: 0.05 },
    nodeAttributes: { fontname: fonts.sans, fontsize: 13, fontcolor: ink.text, shape: "box", height: 0.3 },
    edgeAttributes: { color: ink.wire, penwidth: 1.5 },
    subgraphs: [
      ...run.topology.segments.map((segment, index) => bus(run.topology, segment, index)),
      ...hosts,
    ],
    edges: run.topology.hosts.flatMap((host, index) => drops(run.topology, host, index)),
  };
}

/** Taps at one height, joined into the bus that carries the segment's name. */
function bus(topology: Topology, { name, cidr, mtu }: Topology["segments"][number], index: number): Subgraph {
  const taps = topology.hosts.flatMap((host, number) =>
    host.interfaces.some(({ segment }) => segment === name) ? [tapName(index, number)] : [],
  );
  const points = [`s${index}`, ...taps, `s${index}end`];
  return {
    graphAttributes: { rank: "same" },
    nodes: [
      { name: `s${index}`, attributes: { ...label(name, [cidr, `MTU ${mtu}`]), shape: "plain" } },
      ...taps.map((tap) => ({
        name: tap,
        attributes: { shape: "point", width: 0.12, color: ink.bus, group: groupOf(tap) },
      })),
      { name: `s${index}end`, attributes: { shape: "point", width: 0.06, color: ink.bus } },
    ],
    edges: points.slice(1).map((head, position) => ({
      tail: points[position] ?? head,
      head,
      attributes: { color: ink.bus, penwidth: 5 },
    })),
  };
}

const tapName = (segment: number, host: number): string => `s${segment}h${host}`;

/** Nodes of one group are drawn straight below each other. */
const groupOf = (tap: string): string => tap.slice(tap.indexOf("h"));

/** Wires between a host's interfaces and the buses: its first segment hangs above it, further ones below. */
function drops({ segments }: Topology, host: Topology["hosts"][number], number: number): Edge[] {
  const order = host.interfaces.map(({ segment }) => segments.findIndex(({ name }) => name === segment));
  return order.flatMap((segment, index) => {
    if (segment < 0) return [];
    const [tap, port] = [tapName(segment, number), `h${number}i${index}`];
    const attributes = { weight: 50 };
    return segment === Math.min(...order)
      ? [{ tail: tap, head: port, attributes }]
      : [{ tail: port, head: tap, attributes }];
  });
}

function hostCluster(run: RunRecord, host: Topology["hosts"][number], id: string): Subgraph {
  const { underlay, tunnels, local } = plumbingOf(run, host);
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const add = (name: string, title: string, lines: readonly string[], colours: Colours, group = false) => {
    nodes.push({
      name,
      attributes: { ...box(colours), ...label(title, lines), ...(group ? { group: id } : {}) },
    });
    return name;
  };
  const connect = (tail: string, head: string) => edges.push({ tail, head, attributes: { weight: 20 } });

  const ports = host.interfaces.map(({ address, prefixLength, segment }, index) =>
    add(`${id}i${index}`, underlay[address]?.name ?? segment, [`${address}/${prefixLength}`], plain, true),
  );
  const [first, ...further] = ports;
  for (const port of further) if (first) connect(first, port);

  const vteps = tunnels.map((device, index) =>
    add(`${id}t${index}`, device.name, [host.workloadSubnet, ...mtuOf(device)], tunnel, index === 0),
  );
  for (const vtep of vteps) if (first) connect(first, vtep);

  const above = vteps[0] ?? first;
  for (const [index, { device, workloads }] of local.entries()) {
    const parent =
      device === null
        ? above
        : add(
            `${id}d${index}`,
            device.name,
            local.length === 1 ? [host.workloadSubnet] : [],
            plain,
            index === 0,
          );
    if (device !== null && above && parent) connect(above, parent);
    for (const [position, { name, address }] of workloads.entries()) {
      const node = add(`${id}d${index}w${position}`, name, [address], workload);
      if (parent) connect(parent, node);
    }
  }
  return {
    name: `cluster_${id}`,
    graphAttributes: {
      ...label(host.name, [], host.kind),
      ...box({ fill: ink.host, border: ink.hostBorder }),
      fontname: fonts.sans,
      fontsize: 13,
      fontcolor: ink.text,
      margin: 12,
      labeljust: "l",
    },
    nodes,
    edges,
  };
}

const mtuOf = ({ mtu }: Device): string[] => (mtu === null ? [] : [`MTU ${mtu}`]);

const box = ({ fill, border }: Colours) => ({ style: "rounded,filled", fillcolor: fill, color: border });

/** A name in bold, a remark beside it, and lines of addresses below. */
function label(title: string, lines: readonly string[], remark = ""): { label: { html: string } } {
  const rows: Html[] = lines.map(
    (line) => html`<br/><font face="${fonts.mono}" point-size="12">${line}</font>`,
  );
  const beside = remark && html`  <font point-size="12" color="${ink.muted}">${remark}</font>`;
  return { label: { html: html`<b>${title}</b>${beside}${rows}`.markup } };
}
