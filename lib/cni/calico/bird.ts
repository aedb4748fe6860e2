import { filterCalls, filterFunctions } from "./bgp-filters.ts";
import { addressOf, type IPPool, type Node, ofKind, type Resources } from "./resources/resources.ts";
import { type Session, sessionsOf } from "./sessions.ts";
import { type TunnelDevice, tunnelDevice } from "./tunnels.ts";

/** Where a host keeps its own blocks: one `route B blackhole;` a line, or nothing yet. */
const blocksFile = "/var/lib/underlay/calico/blocks.conf";

export interface BirdOptions {
  /** The password of sessions whose resources ask for one (RFC 2385). */
  readonly password?: string | undefined;
  /**
   * Blocks that the node has for good, as part of its configuration.
   * @default the ones in `blocksFile`
   */
  readonly blocks?: readonly string[];
}

/**
 * BIRD 2's configuration of a Calico node: what Calico's own templates say to its BIRD 1.6, in BIRD 2.0.12's
 * words. BGP by RFC 4271, reflectors by RFC 4456, graceful restart by RFC 4724, several paths by RFC 7911.
 */
export function birdConfiguration(resources: Resources, node: Node, options: BirdOptions = {}): string {
  const pools = ofKind(resources, "IPPool");
  const sessions = sessionsOf(resources, node);
  const tunnel = tunnelDevice(resources, node);
  const tunnelled = (text: (tunnel: TunnelDevice) => string) => (tunnel === null ? "" : text(tunnel));
  return `# Calico node ${node.metadata.name}. BIRD 2, see https://bird.network.cz
log stderr all;
debug protocols { states };
router id ${addressOf(node)};
protocol device { scan time 2; }

# Own segments: next hops are looked up among them. Workloads' devices are left out.
protocol direct {
  ipv4;
  interface -"cali*", "*";
}

# Own blocks. A packet to an address of theirs that no workload has ends here, and not at the default route.
protocol static calico_blocks {
  ipv4;
${ownBlocks(options)}}
${tunnelled(nextHops)}
filter calico_to_kernel {
  # The kernel has routes to its own segments already, and would refuse them every 2 s: "File exists".
  if source = RTS_DEVICE then reject;
${tunnelled(onlink)}  if source ~ [ RTS_BGP, RTS_STATIC ] then accept;
  reject;
}

protocol kernel {
  learn;            # underlay routes of others, for next hops across routers
  persist;          # workloads stay connected while BIRD restarts
  graceful restart;
  scan time 2;
  metric 0;         # as Calico's routes; BIRD's own default is 32
  merge paths on;   # equally good next hops become one multipath route
  ipv4 { import all; export filter calico_to_kernel; };
}

${exportFunction(pools, node)}
${filterFunctions(resources, sessions)}template bgp calico {
  hold time 240;
  keepalive time 80;
  connect delay time 1;
  connect retry time 5;
  error wait time 5, 30;
  multihop;
  graceful restart on;
  graceful restart time 120;
  ipv4 {
    import all;         # peers tell what is theirs to tell
    export filter { calico_export(); reject; };
    add paths on;
    gateway recursive;  # the next hop is the block's owner, wherever it is
${tunnelled(() => "    igp table calico_next_hops;\n")}  };
}
${sessions.map((session) => `\n${protocol(resources, session, node, options)}`).join("")}`;
}

/**
 * Where next hops are looked up instead of among the underlay's routes: behind the tunnel, unless (CrossSubnet) they
 * are neighbours. A filter can set a route's device or its gateway, not both, so a table chooses the device.
 */
const nextHops = ({ device, crossSubnet }: TunnelDevice): string => `
# The way to next hops: through the tunnel${crossSubnet ? ", unless they are neighbours" : ""}.
ipv4 table calico_next_hops;
protocol static calico_tunnel {
  ipv4 { table calico_next_hops; };
  route 0.0.0.0/0 via "${device}";
}
${crossSubnet ? neighbours(device) : ""}`;

const neighbours = (tunnel: string): string => `protocol direct calico_neighbours {
  ipv4 { table calico_next_hops; };
  interface -"cali*", -"${tunnel}", "*";
}
`;

const onlink = ({
  device,
}: TunnelDevice): string => `  # A tunnel has no neighbours: what enters it comes out at the next hop.
  if ifname = "${device}" then onlink = true;
`;

const ownBlocks = ({ blocks }: BirdOptions): string =>
  blocks === undefined ? `  include "${blocksFile}";\n` : blocksText(blocks).replaceAll(/^(?=.)/gm, "  ");

/** Blocks, never the longer routes to single workloads, are what nodes tell each other. */
function exportFunction(pools: readonly IPPool[], node: Node): string {
  const exported = pools.filter(({ spec }) => spec.disableBGPExport !== true);
  const reflects = node.spec.bgp.routeReflectorClusterID !== undefined;
  return `function calico_export() {
${accept('proto = "calico_blocks" && ', exported)}${
  reflects
    ? `  # A reflector passes on what it learned. To whom is BGP's own rule.\n${accept("source = RTS_BGP && ", exported)}`
    : ""
}}
`;
}

/** A block, or several of them as one shorter route. */
const accept = (condition: string, pools: readonly IPPool[]): string =>
  pools
    .map(({ spec: { cidr, blockSize } }) => {
      const prefixLength = cidr.split("/")[1];
      return `  if ${condition}net ~ [ ${cidr}{${prefixLength},${blockSize}} ] then accept;\n`;
    })
    .join("");

function protocol(resources: Resources, session: Session, node: Node, { password }: BirdOptions): string {
  const { name, about, peer, peerAsNumber, localAsNumber, passive, reflects } = session;
  const channel = [
    ...(session.keepNextHop ? ["next hop keep;"] : []),
    ...filterLine("import", filterCalls(resources, session, "import"), "accept;"),
    ...filterLine("export", filterCalls(resources, session, "export"), "calico_export(); reject;"),
  ];
  const lines = [
    `local ${addressOf(node)} as ${localAsNumber};`,
    `neighbor ${peer} as ${peerAsNumber};`,
    ...(passive ? ["passive on;  # the peer connects, or two connections would meet"] : []),
    ...(reflects === null ? [] : ["rr client;", `rr cluster id ${reflects};`]),
    ...(session.secured && password !== undefined ? [`password "${password}";`] : []),
    ...(session.allowLocalAs > 0 ? [`allow local as ${session.allowLocalAs};`] : []),
    ...(channel.length > 0 ? [`ipv4 { ${channel.join(" ")} };`] : []),
  ];
  return `# ${about}\nprotocol bgp ${name} from calico {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** What Calico does without filters follows those that a BGPPeer has. */
const filterLine = (direction: string, calls: readonly string[], otherwise: string): string[] =>
  calls.length === 0 ? [] : [`${direction} filter { ${[...calls, otherwise].join(" ")} };`];

/** The blocks file for these blocks. */
export const blocksText = (blocks: readonly string[]): string =>
  blocks.map((block) => `route ${block} blackhole;\n`).join("");
