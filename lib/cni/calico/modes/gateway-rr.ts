import { optionsIn } from "../../../model/options.ts";
import { bgpPeer, calicoMode, missingReflectors, reflectorResources, reflectorSelector } from "../common.ts";
import { bgpProtocol, gatewayHeader, passwordLine, routerAddresses, underscored } from "../gateway.ts";
import type { CalicoMode, CalicoUnderlay } from "../mode.ts";
import { defaults, optionsOf, type ReflectorOptions, reflectorOptions, reflectorsOf } from "../options.ts";

export const gatewayRrOptions = optionsOf(reflectorOptions);

/**
 * Route reflectors among the hosts feed the routers as well, which so have a small and fixed number of peers. A
 * host's next hop is the owner, found by the underlay's routes; routers on the way know every block.
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: gatewayRr({ reflectors: ["host1", "host2"] }) });
 * ```
 */
export function gatewayRr(given: ReflectorOptions = {}): CalicoMode {
  const options = optionsIn(given);
  return calicoMode(options, {
    choice: "gateway-rr",
    given,
    name: "gateway-rr",
    summary: "Calico, BGP route reflectors feed hosts and gateways; nothing is encapsulated",
    options: gatewayRrOptions,
    needsL2: false,
    resources: ({ hosts, gateways }) => [
      ...reflectorResources(hosts, options),
      ...routerAddresses(gateways).map(({ router, address }) =>
        bgpPeer(
          `reflectors-to-${router}`,
          {
            nodeSelector: reflectorSelector,
            peerIP: address,
            asNumber: options.asNumber ?? defaults.asNumber,
          },
          options,
        ),
      ),
    ],
    misses: ({ hosts, gateways }) => [
      ...missingReflectors(options, hosts),
      ...(gateways.length === 0
        ? [
            'The lab has no router for the route reflectors to feed. Add one, e.g. lab.router("router1", { on: [left, right] }), or choose the mode route-reflector.',
          ]
        : []),
    ],
    gatewayProtocols: (router, underlay) => listeningProtocols(router, underlay, options),
  });
}

/** The router only listens: what it tells the reflectors nobody needs. */
export function listeningProtocols(
  router: string,
  { hosts, gateways }: CalicoUnderlay,
  options: ReflectorOptions,
): string {
  const own = gateways.find((gateway) => gateway.router === router);
  const asNumber = options.asNumber ?? defaults.asNumber;
  const reflectors = reflectorsOf(options, hosts);
  return [
    gatewayHeader(options),
    ...hosts
      .filter(({ name }) => reflectors.includes(name))
      .map(({ name, address }) =>
        bgpProtocol(`Reflector ${name}.`, `reflector_${underscored(address)}`, [
          `local ${own?.address ?? ""} as ${asNumber};`,
          `neighbor ${address} as ${asNumber};`,
          "multihop;",
          ...passwordLine(options),
          "graceful restart on;",
          "ipv4 {",
          "  import filter calico_blocks;",
          "  export none;",
          "  add paths on;",
          "  gateway recursive;",
          "};",
        ]),
      ),
  ].join("\n");
}
