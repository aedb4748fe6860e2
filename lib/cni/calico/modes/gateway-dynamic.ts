import { z } from "zod";
import { optionsIn } from "../../../model/options.ts";
import { baseResources, bgpPeer, calicoMode } from "../common.ts";
import {
  bgpProtocol,
  gatewayHeader,
  isOn,
  passwordLine,
  routerAddresses,
  underscored,
  withoutGateway,
} from "../gateway.ts";
import type { CalicoHost, CalicoMode, CalicoUnderlay, Gateway } from "../mode.ts";
import { asNumber, type CalicoOptions, commonOptions, defaults, optionsOf, poolOf } from "../options.ts";
import type { Resources } from "../resources/resources.ts";

export interface GatewayOptions extends CalicoOptions {
  /**
   * The AS number of every router.
   * @default that of the hosts; the routers then are route reflectors (RFC 4456)
   */
  readonly gatewayAsNumber?: number;
  /**
   * Sends packets between hosts of one segment through the router, too, and not straight to the owner.
   * @default false
   */
  readonly throughGateway?: boolean;
}

export const gatewayDynamicOptions = optionsOf({
  ...commonOptions,
  gatewayAsNumber: asNumber,
  throughGateway: z.boolean(),
});

/**
 * Hosts peer with the router of their own segment, which accepts every address of the segment as a neighbour: a
 * host that is added later needs no change there. BIRD 2 user's guide, "neighbor range … dynamic name".
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: gatewayDynamic({ gatewayAsNumber: 65000 }) });
 * ```
 */
export function gatewayDynamic(given: GatewayOptions = {}): CalicoMode {
  const options = optionsIn(given);
  return calicoMode(options, {
    choice: "gateway-dynamic",
    given,
    name: "gateway-dynamic",
    summary:
      "Calico, hosts peer with their gateway, which accepts any neighbour of the segment; nothing is encapsulated",
    options: gatewayDynamicOptions,
    needsL2: false,
    resources: (underlay) => resources(underlay, options),
    misses: ({ hosts, gateways }) => withoutGateway(hosts, gateways),
    gatewayProtocols: (router, { gateways }) => acceptingProtocols(router, gateways, options),
  });
}

const numbers = ({ asNumber = defaults.asNumber, gatewayAsNumber = asNumber }: GatewayOptions) => ({
  asNumber,
  gatewayAsNumber,
  external: asNumber !== gatewayAsNumber,
});

/**
 * Hosts of one segment all have the same peers; those of several are told apart by their label `rack`, as in
 * Calico's documentation. Two routers on a segment are both peers, and share the traffic.
 */
function resources({ hosts, gateways }: CalicoUnderlay, options: GatewayOptions): Resources {
  const used = gateways.filter((gateway) => hosts.some((host) => isOn(host, gateway)));
  const racks = [...new Set(used.map(({ segment }) => segment))];
  const rackOf = (segment: string) => `rack-${racks.indexOf(segment) + 1}`;
  const node = (host: CalicoHost) => {
    const gateway = used.find((each) => isOn(host, each));
    return gateway && racks.length > 1 ? { labels: { rack: rackOf(gateway.segment) } } : {};
  };
  const { gatewayAsNumber, external } = numbers(options);
  return [
    ...baseResources(hosts, options, { meshed: false, node }),
    ...used.map(({ router, segment, address }) => {
      const rack = racks.length > 1 ? rackOf(segment) : undefined;
      const spec = {
        ...(rack === undefined ? {} : { nodeSelector: `rack == "${rack}"` }),
        peerIP: address,
        asNumber: gatewayAsNumber,
        // Other hosts' routes come back with the hosts' own AS number in the path.
        ...(external ? { numAllowedLocalASNumbers: 1 } : {}),
      };
      return bgpPeer(rack === undefined ? router : `${router}-${rack}`, spec, options);
    }),
  ];
}

/** The router's end of the sessions with hosts, and those with other routers. */
export function acceptingProtocols(
  router: string,
  gateways: readonly Gateway[],
  options: GatewayOptions,
): string {
  const own = gateways.filter((gateway) => gateway.router === router);
  return [
    gatewayHeader(options),
    ...own.map((gateway) => toHosts(gateway, options)),
    ...routerAddresses(gateways)
      .filter((gateway) => gateway.router !== router)
      .map((other) => toRouter(own[0], other, options)),
  ].join("\n");
}

/**
 * Next hops: inside a segment the owner itself; hosts of other segments are told the router, or they would have
 * to know the way to the owner.
 */
function toHosts({ segment, address }: Gateway, options: GatewayOptions): string {
  const { asNumber, gatewayAsNumber, external } = numbers(options);
  return bgpProtocol(`Hosts of ${segment}, whoever they are.`, `nodes_${underscored(segment)}`, [
    `local ${address} as ${gatewayAsNumber};`,
    `neighbor range ${segment} as ${asNumber};`,
    'dynamic name "node";',
    ...(external
      ? ["direct;"]
      : ["multihop;", "rr client;  # within one AS, only a reflector passes routes on"]),
    ...passwordLine(options),
    "graceful restart on;",
    "ipv4 {",
    "  import filter calico_blocks;",
    "  export filter {",
    `    if source != RTS_BGP || net !~ [ ${poolOf(options).spec.cidr}+ ] then reject;`,
    ...(options.throughGateway
      ? [`    bgp_next_hop = ${address};  # even between hosts of this segment`]
      : [`    if bgp_next_hop !~ ${segment} then bgp_next_hop = ${address};`]),
    "    accept;",
    "  };",
    "  add paths on;",
    ...(external ? [] : ["  gateway recursive;"]),
    "};",
  ]);
}

/** Routers of one AS tell each other what their hosts told them; owners stay the next hop. */
function toRouter(own: Gateway | undefined, other: Gateway, options: GatewayOptions): string {
  const { gatewayAsNumber } = numbers(options);
  return bgpProtocol(`Router ${other.router}.`, `router_${underscored(other.address)}`, [
    `local ${own?.address ?? ""} as ${gatewayAsNumber};`,
    `neighbor ${other.address} as ${gatewayAsNumber};`,
    "multihop;",
    ...passwordLine(options),
    "graceful restart on;",
    "ipv4 {",
    "  import filter calico_blocks;",
    "  export filter calico_blocks;",
    "  add paths on;",
    "  gateway recursive;",
    "};",
  ]);
}
