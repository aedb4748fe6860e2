import type { ComparisonRecord } from "../../results/comparison/record.ts";
import { decide, type Evidence } from "../claim.ts";
import { isImpaired, unknown } from "./machines.ts";

type Topology = ComparisonRecord["labs"][number]["topology"];

/** Whether what differs between two labs can be their mode alone. */
export function sameMachines({ labs }: ComparisonRecord, names: readonly string[]): Evidence {
  const what = "The labs have the same machines on the same segments, and nothing slows these";
  const topologies = names.flatMap((name) => labs.find(({ lab }) => lab === name)?.topology ?? []);
  const shapes = [...new Set(topologies.map(shapeOf))];
  const slowed = topologies.some(isImpaired);
  if (shapes.length === 1 && !slowed && topologies[0]?.hosts.length)
    return { what, shows: shapes[0] ?? "", verdict: decide(true), command: null };
  return {
    what,
    ...unknown(slowed ? "a segment is impaired, or does not say" : `no: ${shapes.join("; against ")}`),
    command: null,
  };
}

/** `host1 dind on left (MTU 1500); router1 router on left (MTU 1500), right (MTU 1500)`: all but addresses. */
const shapeOf = ({ hosts }: Topology): string =>
  hosts
    .map(({ name, kind, interfaces }) => {
      const places = interfaces.map(({ segment, mtu }) => `${segment} (MTU ${mtu})`);
      return `${name} ${kind} on ${places.join(", ")}`;
    })
    .join("; ");
