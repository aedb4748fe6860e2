import type { z } from "zod";
import { shown } from "../../model/shown.ts";
import type { CalicoHost, CalicoMode, CalicoUnderlay } from "./mode.ts";
import {
  blockOf,
  type CalicoOptions,
  defaults,
  optionComplaints,
  poolOf,
  type ReflectorOptions,
  reflectorsOf,
  type Tunnelling,
} from "./options.ts";
import { complaints } from "./resources/complaints.ts";
import { nodeComplaints } from "./resources/peer-complaints.ts";
import {
  type BGPPeer,
  type BlockAffinity,
  type IPPool,
  type Labels,
  type Node,
  type Resource,
  type Resources,
  type Secret,
  speaksBgp,
} from "./resources/resources.ts";
import { nodeEnd, tunnelOfPool, wiresOf } from "./tunnels.ts";

/** What every mode has in common: how packets go follows from the pool. */
export function calicoMode(
  options: CalicoOptions & Tunnelling,
  mode: Pick<CalicoMode, "name" | "summary" | "needsL2" | "resources" | "gatewayProtocols"> & {
    /** Labs in YAML call it that. */
    readonly choice: string;
    /** What the lab file gave as options, which may be none. */
    readonly given: unknown;
    readonly options: z.ZodObject;
    /** What the options get wrong on an underlay, beyond the resources that they lead to. */
    readonly misses?: (underlay: CalicoUnderlay) => string[];
  },
): CalicoMode {
  const { choice, given, options: known, misses = () => [], ...rest } = mode;
  return {
    ...rest,
    declared: { [choice]: given },
    ...ofPool(poolOf(options)),
    password: options.password,
    complaints: optionComplaints(mode.name, known, options, given),
    complaintsOn: (underlay) => {
      const missed = misses(underlay);
      const resources = mode.resources(underlay);
      // Peers that were made for machines which are not there would only repeat it.
      const found = missed.length > 0 ? nodeComplaints(resources) : complaints(resources);
      return [...missed, ...found.map(({ message }) => message)];
    },
  };
}

/** The answers of a mode that follow from its pool. */
export function ofPool(pool: IPPool) {
  const tunnel = tunnelOfPool(pool);
  return {
    requirements: tunnel === null ? [] : [tunnel.requirement],
    overhead: tunnel?.overhead ?? 0,
    wire: wiresOf(pool),
    speaksBgp: speaksBgp([pool]),
    // Blocks have no bridge and no broadcast: Calico gives out their first address, too, to the tunnel if there is one.
    firstWorkload: tunnel === null ? 0 : 1,
    pool: pool.spec.cidr,
    block: (number: number) => blockOf(pool, number),
  } satisfies Partial<CalicoMode>;
}

/** Pool, configuration, nodes and their first blocks. `meshed` is Calico's own default. */
export function baseResources(
  hosts: readonly CalicoHost[],
  options: CalicoOptions & Tunnelling,
  { meshed, node = () => ({}) }: { meshed: boolean; node?: (host: CalicoHost) => NodeExtras },
): Resource[] {
  const { asNumber = defaults.asNumber } = options;
  const pool = poolOf(options);
  return [
    pool,
    {
      kind: "BGPConfiguration",
      metadata: { name: "default" },
      spec: {
        asNumber,
        nodeToNodeMeshEnabled: meshed,
        ...(meshed && options.password !== undefined ? { nodeMeshPassword: secret } : {}),
      },
    },
    ...hosts.map((host) => nodeOf(host, pool, node(host))),
    ...hosts.map((host) => affinityOf(host.name, blockOf(pool, host.number))),
  ];
}

interface NodeExtras {
  readonly labels?: Labels | undefined;
  readonly asNumber?: number | undefined;
  readonly clusterId?: string | undefined;
}

/** A host as Calico has it, with the lab's addresses. */
export function nodeOf(host: CalicoHost, pool: IPPool, { labels, asNumber, clusterId }: NodeExtras): Node {
  const { name, address, prefixLength } = host;
  const { bgp, ...tunnel } = nodeEnd(pool, host);
  return {
    kind: "Node",
    metadata: { name, ...(labels ? { labels } : {}) },
    spec: {
      bgp: {
        ipv4Address: `${address}/${prefixLength}`,
        ...(asNumber === undefined ? {} : { asNumber }),
        ...(clusterId === undefined ? {} : { routeReflectorClusterID: clusterId }),
        ...bgp,
      },
      ...tunnel,
    },
  };
}

/** A block that belongs to a node. */
export const affinityOf = (node: string, cidr: string): BlockAffinity => ({
  kind: "BlockAffinity",
  // Calico's name of it: the node's, and the block's with hyphens.
  metadata: { name: `${node}-${cidr.replace(/[./]/g, "-")}` },
  spec: { cidr, node, state: "confirmed", deleted: "false" },
});

const secret: Secret = { secretKeyRef: { name: "bgp", key: "password" } };

export const bgpPeer = (name: string, spec: BGPPeer["spec"], { password }: CalicoOptions): BGPPeer => ({
  kind: "BGPPeer",
  metadata: { name },
  spec: { ...spec, ...(password === undefined ? {} : { password: secret }) },
});

/** The label of reflectors in Calico's own documentation. */
const reflectorLabel = "route-reflector";
export const reflectorSelector = `has(${reflectorLabel})`;

/**
 * No mesh; clients peer with reflectors only. Two reflectors also peer with each other, or neither would learn
 * the other's own blocks: a client passes on nothing that it learned within the AS (RFC 4456).
 */
export function reflectorResources(hosts: readonly CalicoHost[], options: ReflectorOptions): Resources {
  const reflectors = reflectorsOf(options, hosts);
  const { clusterId = defaults.clusterId } = options;
  const peerSelector = reflectorSelector;
  return [
    ...baseResources(hosts, options, {
      meshed: false,
      node: ({ name }) =>
        reflectors.includes(name) ? { labels: { [reflectorLabel]: "true" }, clusterId } : {},
    }),
    bgpPeer("clients-to-reflectors", { nodeSelector: `!${peerSelector}`, peerSelector }, options),
    ...(reflectors.length > 1
      ? [bgpPeer("reflector-to-reflector", { nodeSelector: peerSelector, peerSelector }, options)]
      : []),
  ];
}

/** Reflectors that no host of the lab is called. */
export const missingReflectors = ({ reflectors }: ReflectorOptions, hosts: readonly CalicoHost[]): string[] =>
  (Array.isArray(reflectors) ? reflectors : [])
    .filter((reflector) => !hosts.some(({ name }) => name === reflector))
    .map(
      (reflector) =>
        `There is no host ${shown(reflector)} to be a route reflector. Known: ${hosts.map(({ name }) => name).join(", ") || "none"}.`,
    );
