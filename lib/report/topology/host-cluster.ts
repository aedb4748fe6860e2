import type { RecordedMachine } from "../../results/run-record.ts";
import { type Drawn, isFaulty, remarkLines } from "./drawn.ts";
import { box, type Edge, label, type Node, type Subgraph, textAttributes } from "./graph-parts.ts";
import { type Device, type Plumbing, plumbingOf } from "./plumbing.ts";

/** The node of a host's interface, where a segment's wire ends. */
export const portName = (host: string, position: number): string => `${host}i${position}`;

/** A host with what is inside it, from the underlay's side (top) to the workloads (bottom). */
export function hostCluster(run: Drawn, host: RecordedMachine, id: string): Subgraph {
  const plumbing = plumbingOf(run, host);
  const ports = portNodes(host, plumbing, id);
  const tunnels = plumbing.tunnels.map((device, position) =>
    deviceNode(`${id}t${position}`, device, box.tunnel),
  );
  const [first, ...further] = ports;
  const inward = [...further, ...tunnels];
  const rest = inside(plumbing, id, tunnels[0] ?? first);
  return {
    name: `cluster_${id}`,
    graphAttributes: {
      ...label(
        `${host.name} · ${host.kind}`,
        ...(host.workloadSubnet ? [host.workloadSubnet] : []),
        ...remarkLines(run, host.name),
      ),
      ...(isFaulty(run, host.name) ? box.fault : box.host),
      ...textAttributes,
      labelloc: "b",
      // A wire that leaves the host below passes beside its name.
      ...(further.length > 0 ? { margin: 36, labeljust: "l" } : { margin: 14 }),
    },
    nodes: [...ports, ...tunnels, ...rest.nodes],
    edges: [...inward.flatMap((node) => wire(first, node)), ...rest.edges],
  };
}

function portNodes({ interfaces }: RecordedMachine, { underlay }: Plumbing, id: string): Node[] {
  return interfaces.map(({ address, prefixLength, segment }, position) => ({
    name: portName(id, position),
    attributes: {
      ...box.device,
      ...label(underlay[address]?.name ?? segment, `${address}/${prefixLength}`),
      group: id,
    },
  }));
}

/** Workloads below the device that leads to them; below `above` itself when that device isn't known. */
function inside({ local }: Plumbing, id: string, above: Node | undefined): { nodes: Node[]; edges: Edge[] } {
  const parts = local.map(({ device, workloads }, position) => {
    const bridge = device === null ? [] : [deviceNode(`${id}d${position}`, device, box.device)];
    const leaves = workloads.map(({ name, address }, leaf) => ({
      name: `${id}d${position}w${leaf}`,
      attributes: { ...box.workload, ...label(name, address) },
    }));
    const [parent = above] = bridge;
    return {
      nodes: [...bridge, ...leaves],
      edges: [
        ...bridge.flatMap((node) => wire(above, node)),
        ...leaves.flatMap((leaf) => wire(parent, leaf)),
      ],
    };
  });
  return { nodes: parts.flatMap(({ nodes }) => nodes), edges: parts.flatMap(({ edges }) => edges) };
}

function deviceNode(name: string, { name: device, address, mtu }: Device, look: Node["attributes"]): Node {
  const lines = [address, mtu !== null && `MTU ${mtu}`].filter((line) => typeof line === "string");
  return { name, attributes: { ...look, ...label(device, ...lines) } };
}

function wire(from: Node | undefined, to: Node): Edge[] {
  return from === undefined ? [] : [{ tail: from.name, head: to.name, attributes: { weight: 20 } }];
}
