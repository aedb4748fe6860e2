import { isOn } from "../../model/routing.ts";
import type { RecordedMachine, Topology } from "../../results/run-record.ts";
import { type Drawn, isFaulty, remarkLines } from "./drawn.ts";
import { box, type Edge, label, type Node, textAttributes } from "./graph-parts.ts";
import { plumbingOf } from "./plumbing.ts";

export const isRouter = ({ kind }: RecordedMachine): boolean => kind === "router";

/** A router as one box: its name, and each interface with its address. */
export function routerNode(run: Drawn, router: RecordedMachine, name: string): Node {
  const { underlay } = plumbingOf(run, router);
  const ports = router.interfaces.map(({ address, prefixLength }) =>
    `${underlay[address]?.name ?? ""} ${address}/${prefixLength}`.trim(),
  );
  const look = isFaulty(run, router.name) ? box.fault : box.host;
  const lines = [...ports, ...remarkLines(run, router.name)];
  return { name, attributes: { ...look, ...label(`${router.name} · router`, ...lines) } };
}

/** The two routers that a segment joins, if it joins nothing else: such a segment is drawn as a wire. */
export function linkEnds(
  { hosts }: Topology,
  segment: string,
): readonly [RecordedMachine, RecordedMachine] | null {
  const [a, b, ...others] = hosts.filter((machine) => isOn(machine, segment));
  return a && b && others.length === 0 && isRouter(a) && isRouter(b) ? [a, b] : null;
}

/** The wire of such a segment, with its name: from the router that is further from the hosts down to the nearer one. */
export function linkEdge(
  topology: Topology,
  { name }: Topology["segments"][number],
  ends: readonly [RecordedMachine, RecordedMachine],
  nodeName: (machine: RecordedMachine) => string,
): Edge {
  const distance = distances(topology);
  const [a, b] = ends;
  const [upper, lower] = (distance.get(a) ?? 0) >= (distance.get(b) ?? 0) ? [a, b] : [b, a];
  return {
    tail: nodeName(upper),
    head: nodeName(lower),
    // Labels of neighbouring links keep apart by what they are measured larger.
    attributes: { ...label(name), ...textAttributes, fontsize: 18, penwidth: 3 },
  };
}

/** How many routers lie between each router and the nearest segment with hosts. */
function distances({ hosts }: Topology): ReadonlyMap<RecordedMachine, number> {
  const found = new Map<RecordedMachine, number>();
  const routers = hosts.filter(isRouter);
  let reached = new Set(
    hosts
      .filter((host) => !isRouter(host))
      .flatMap(({ interfaces }) => interfaces.map((port) => port.segment)),
  );
  for (let distance = 0; found.size < routers.length; distance += 1) {
    const next = routers.filter(
      (router) => !found.has(router) && router.interfaces.some(({ segment }) => reached.has(segment)),
    );
    if (next.length === 0) return found;
    for (const router of next) found.set(router, distance);
    reached = new Set(next.flatMap(({ interfaces }) => interfaces.map(({ segment }) => segment)));
  }
  return found;
}
