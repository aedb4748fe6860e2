import type { Topology } from "../results/run-record.ts";
import type { Namespace } from "./namespace.ts";
import type { Network } from "./network.ts";
import type { Stage } from "./stages/stage.ts";
import { defaultTtl, sourceTowards } from "./wrapping.ts";

/** A workload of a lab, or a host or router by itself. */
export interface End {
  readonly name: string;
  readonly address: string;
  readonly host: string;
}

/** Workloads come first where a host has the same name. Null for a name that the lab does not have. */
export function endNamed({ hosts }: Topology, name: string): End | null {
  const workloads = hosts.flatMap((host) =>
    host.workloads.map((workload) => ({ ...workload, host: host.name })),
  );
  const machines = hosts.flatMap(({ name, interfaces: [first] }) =>
    first === undefined ? [] : { name, host: name, address: first.address },
  );
  return [...workloads, ...machines].find((end) => end.name === name) ?? null;
}

/** The packet as its sender makes it, or why there is none. */
export function firstStage({ sites }: Network, from: End, to: End): Stage {
  const site = sites.find(({ host }) => host.name === from.host);
  if (site === undefined || site.status === "unread")
    return { at: "end", reason: site?.reason ?? `The lab has no host ${from.host}.` };
  const namespace: Namespace | undefined = [...site.workloads, site.own].find(
    ({ machine }) => machine.name === from.name,
  );
  if (namespace === undefined)
    return { at: "end", reason: `The state of ${from.host} says nothing of ${from.name}.` };
  const src = namespace === site.own ? sourceTowards(namespace, to.address) : from.address;
  const ip = { protocol: "ip", src, dst: to.address, ttl: defaultTtl } as const;
  return { at: "routing", namespace, packet: [ip, { protocol: "icmp" }], origin: "made" };
}
