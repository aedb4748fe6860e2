import { birdConfiguration } from "../cni/calico/bird.ts";
import type { CalicoHost } from "../cni/calico/mode.ts";
import { ofKind } from "../cni/calico/resources/resources.ts";
import { sessionsOf } from "../cni/calico/sessions.ts";
import { nth } from "../model/cidr.ts";
import { type ScalePoint, scaleModes } from "./point.ts";

/** What the `rack` program of the host image makes: its files by name, and what they amount to. */
export interface RackPlan {
  /** `hosts`, and one BIRD configuration for each host. */
  readonly files: Readonly<Record<string, string>>;
  readonly sessions: number;
  /** Entries in the kernel's neighbour table: each end of a session needs the other's. */
  readonly neighbours: number;
}

/** The hosts' segment. It ends at the rack's bridge, so it meets no other network. */
const segment = "100.127.0.0/16";

/** BIRD's own record of when things happened, in seconds since 1970 and not in words. */
const timeFormats = 'timeformat protocol "%s.%6f";\ntimeformat route "%s.%6f";\n';

/** Configurations are those of labs: the same mode makes the resources, the same function BIRD's words for them. */
export function rackPlan({ mode: name, hosts: count }: Pick<ScalePoint, "mode" | "hosts">): RackPlan {
  const mode = scaleModes.find((known) => known.name === name);
  if (!mode) throw new Error(`no mode ${name}`);
  const hosts = Array.from({ length: count }, (_, index) => host(index + 1));
  const resources = mode.resources({ hosts, gateways: [] });
  const nodes = ofKind(resources, "Node").map((node, index) => ({
    node,
    block: mode.block(index + 1),
    ends: sessionsOf(resources, node).length,
  }));
  const ends = nodes.reduce((total, node) => total + node.ends, 0);
  const lines = nodes.map(({ node, block, ends }) => `${node.spec.bgp.ipv4Address} ${block} ${ends}\n`);
  const configurations = nodes.map(({ node, block }, index) => [
    `${index + 1}.conf`,
    timeFormats + birdConfiguration(resources, node, { blocks: [block] }),
  ]);
  return {
    files: { hosts: lines.join(""), ...Object.fromEntries(configurations) },
    sessions: ends / 2,
    neighbours: ends,
  };
}

const host = (number: number): CalicoHost => ({
  name: `host${number}`,
  number,
  address: nth(segment, number),
  prefixLength: 16,
});
