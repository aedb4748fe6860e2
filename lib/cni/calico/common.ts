import { bareWire, everywhere } from "../../model/mode.ts";
import type { CalicoHost, CalicoMode, CalicoUnderlay } from "./mode.ts";
import {
  blockOf,
  type CalicoOptions,
  defaults,
  optionComplaints,
  poolOf,
  type ReflectorOptions,
  reflectorsOf,
} from "./options.ts";
import { complaints } from "./resources/complaints.ts";
import type {
  BGPPeer,
  BlockAffinity,
  Labels,
  Node,
  Resource,
  Resources,
  Secret,
} from "./resources/resources.ts";

/** What every mode has in common: packets leave as the workload sent them. */
export function bare(
  options: CalicoOptions,
  mode: Pick<CalicoMode, "name" | "summary" | "needsL2" | "resources" | "gatewayProtocols"> & {
    readonly known: readonly string[];
    /** What the options get wrong on an underlay, beyond the resources that they lead to. */
    readonly misses?: (underlay: CalicoUnderlay) => string[];
  },
): CalicoMode {
  const { known, misses = () => [], ...rest } = mode;
  const pool = poolOf(options);
  return {
    ...rest,
    requirements: [],
    overhead: 0,
    wire: everywhere(bareWire(pool.spec.cidr)),
    pool: pool.spec.cidr,
    block: (number) => blockOf(pool, number),
    password: options.password,
    complaints: optionComplaints(mode.name, known, options),
    complaintsOn: (underlay) => {
      const missed = misses(underlay);
      // Resources that were made for machines which are not there would only repeat it.
      return missed.length > 0 ? missed : complaints(mode.resources(underlay));
    },
  };
}

/** Pool, configuration, nodes and their first blocks. `meshed` is Calico's own default. */
export function baseResources(
  hosts: readonly CalicoHost[],
  options: CalicoOptions,
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
    ...hosts.map((host) => nodeOf(host, node(host))),
    ...hosts.map((host) => affinityOf(host.name, blockOf(pool, host.number))),
  ];
}

interface NodeExtras {
  readonly labels?: Labels;
  readonly clusterId?: string;
}

const nodeOf = ({ name, address, prefixLength }: CalicoHost, { labels, clusterId }: NodeExtras): Node => ({
  kind: "Node",
  metadata: { name, ...(labels ? { labels } : {}) },
  spec: {
    bgp: {
      ipv4Address: `${address}/${prefixLength}`,
      ...(clusterId === undefined ? {} : { routeReflectorClusterID: clusterId }),
    },
  },
});

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
export const missingReflectors = (
  { reflectors = [] }: ReflectorOptions,
  hosts: readonly CalicoHost[],
): string[] =>
  reflectors
    .filter((reflector) => !hosts.some(({ name }) => name === reflector))
    .map(
      (reflector) =>
        `There is no host "${reflector}" to be a route reflector. Known: ${hosts.map(({ name }) => name).join(", ") || "none"}.`,
    );
