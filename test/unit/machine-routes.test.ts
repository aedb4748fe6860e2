import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains, range, toAddress } from "../../lib/model/cidr.ts";
import { conflictingRoutes } from "../../lib/model/machine-routes.ts";

const segment = "100.65.0.0/26";

/** What every machine has. */
const usual = `default via 192.168.1.1 dev eth0 proto dhcp src 192.168.1.20 metric 100
172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown
192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.20
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
local 192.168.1.20 dev eth0 table local proto kernel scope host src 192.168.1.20
broadcast 192.168.1.255 dev eth0 table local proto kernel scope link src 192.168.1.20
`;

const inNobodysWay = {
  "no other route": "",
  "a full tunnel by OpenVPN": `0.0.0.0/1 via 10.8.0.1 dev tun0
128.0.0.0/1 via 10.8.0.1 dev tun0
10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2
203.0.113.7 via 192.168.1.1 dev eth0
`,
  "a full tunnel by WireGuard": "0.0.0.0/1 dev wg0 scope link\n128.0.0.0/1 dev wg0 scope link\n",
  "a default route in a table of its own": "default dev wg0 table 51820 scope link\n",
  "the provider's network, by way of a router": "100.64.0.0/10 via 192.168.1.254 dev eth0 proto static\n",
  "a tunnel to all of it": "100.64.0.0/10 dev tailscale0 table 52\n",
  "several ways to all of it":
    "100.64.0.0/10 proto static \n\tnexthop via 10.0.0.1 dev eth0 weight 1 \n\tnexthop via 10.0.0.2 dev eth0 weight 1 \n",
  "no way to all of it": "unreachable 100.64.0.0/10 metric 4278198272\n",
  "a neighbouring network": "100.65.0.64/26 via 10.0.0.1 dev eth0\n100.65.0.128 dev wg0\n",
};

const inTheWay = {
  "the machine's own network": [
    "100.64.0.0/10 dev eth1 proto kernel scope link src 100.64.3.4\nlocal 100.64.3.4 dev eth1 table local proto kernel scope host src 100.64.3.4\n",
    ["100.64.0.0/10"],
  ],
  "a network of the same size": ["100.65.0.0/26 via 10.0.0.1 dev eth0\n", ["100.65.0.0/26"]],
  "a smaller network": ["100.65.0.32/27 via 10.0.0.1 dev eth0\n", ["100.65.0.32/27"]],
  "one address": ["100.65.0.9 dev wg0 scope link\n", ["100.65.0.9/32"]],
  "an address in another table": ["100.65.0.9 dev tailscale0 table 52 \n", ["100.65.0.9/32"]],
  "the machine's own address": [
    "local 100.65.0.7 dev tailscale0 table local proto kernel scope host src 100.65.0.7\n",
    ["100.65.0.7/32"],
  ],
  "a network that is taken by nobody's route": ["blackhole 100.65.0.0/28 proto bird\n", ["100.65.0.0/28"]],
  "several, of which one lies in another": [
    "0.0.0.0/1 via 10.8.0.1 dev tun0\n100.65.0.0/27 dev br0 proto kernel scope link src 100.65.0.1\nlocal 100.65.0.1 dev br0 table local proto kernel scope host\n100.65.0.40 dev wg0\n100.65.0.40 dev wg0 table 52\n",
    ["100.65.0.0/27", "100.65.0.40/32"],
  ],
} as const;

describe("the machine's routes", () => {
  it.each(Object.entries(inNobodysWay))("leave a lab alone: %s", (_, routes) => {
    expect(conflictingRoutes(usual + routes, segment)).toEqual([]);
  });

  it.each(Object.entries(inTheWay))("are in a lab's way: %s", (_, [routes, found]) => {
    expect(conflictingRoutes(usual + routes, segment)).toEqual(found);
  });

  it("that lead elsewhere are in the way just where they win over the lab's network", () => {
    const network = fc
      .tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 32 }))
      .map(([address, length]) => {
        const size = 2 ** (32 - length);
        return `${toAddress(Math.floor(address / size) * size)}/${length}`;
      });
    fc.assert(
      fc.property(network, network, (route, lab) => {
        const wins =
          range(route).prefixLength >= range(lab).prefixLength && contains(lab, route.split("/")[0] ?? "");
        expect(conflictingRoutes(`${route} via 192.0.2.1 dev eth0\n`, lab)).toEqual(wins ? [route] : []);
      }),
    );
  });
});
