import { type Html, html } from "../html.ts";
import { inlineSvg } from "../svg.ts";
import type { Drawn } from "./drawn.ts";
import { topologyGraph } from "./graph.ts";
import { drawGraph } from "./graphviz.ts";

/** What is drawn, with what it is called. */
interface NamedDrawn extends Drawn {
  readonly name: string;
}

/** The lab as a networking document draws it: segments as buses, hosts with what is inside them. */
export async function topologyDrawing(run: NamedDrawn): Promise<Html> {
  const svg = inlineSvg(await drawGraph(topologyGraph(run)), {
    id: `topology-${run.name}`,
    title: `Topology of ${run.name}`,
    description: inWords(run),
  });
  return html`<figure class="drawing scroll" tabindex="0" role="group" aria-label="Topology drawing">${svg}</figure>`;
}

function inWords({ topology }: Drawn): string {
  const segments = topology.segments.map(
    ({ name, cidr, mtu }) => `Segment ${name}, ${cidr}, MTU ${mtu} bytes.`,
  );
  const hosts = topology.hosts.map(({ name, interfaces, workloadSubnet, workloads }) => {
    const ports = interfaces.map(({ address, segment }) => `${address} on ${segment}`).join(" and ");
    const inside = workloads.map((workload) => `${workload.name} ${workload.address}`).join(", ");
    return `Host ${name}: ${ports}; workload subnet ${workloadSubnet}; workloads: ${inside || "none"}.`;
  });
  return [...segments, ...hosts].join(" ");
}
