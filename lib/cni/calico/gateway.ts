import { isSameNetwork, prefixLengthOf } from "../../model/cidr.ts";
import type { CalicoHost, Gateway } from "./mode.ts";
import { type CalicoOptions, poolOf } from "./options.ts";

/** Text for a router's BIRD 2 configuration: the filters and channels that its BGP protocols share. */
export function gatewayHeader(options: CalicoOptions): string {
  const { cidr, blockSize } = poolOf(options).spec;
  return `# Calico's hosts tell routers their blocks, and nothing longer.
filter calico_blocks {
  if net ~ [ ${cidr}{${prefixLengthOf(cidr)},${blockSize}} ] then accept;
  reject;
}
`;
}

/** One line of a BGP protocol after another. */
export const bgpProtocol = (about: string, name: string, lines: readonly string[]): string =>
  `# ${about}\nprotocol bgp ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

export const passwordLine = ({ password }: CalicoOptions): string[] =>
  password === undefined ? [] : [`password "${password}";`];

/** Part of a protocol's name. */
export const underscored = (address: string): string => address.replaceAll(/[./]/g, "_");

/** True when a router's address is on a host's own segment. */
export const isOn = ({ address, prefixLength }: CalicoHost, { segment }: Gateway): boolean =>
  isSameNetwork(`${address}/${prefixLength}`, segment);

/** The address by which other routers and reflectors know a router, for each router once. */
export const routerAddresses = (gateways: readonly Gateway[]): Gateway[] =>
  gateways.filter(({ router }, index) => gateways.findIndex((each) => each.router === router) === index);

/** Hosts on segments without a router. */
export const withoutGateway = (hosts: readonly CalicoHost[], gateways: readonly Gateway[]): string[] =>
  hosts
    .filter((host) => !gateways.some((gateway) => isOn(host, gateway)))
    .map(
      ({ name, address, prefixLength }) =>
        `${name} (${address}/${prefixLength}) has no router on its segment to peer with. Put a router there, e.g. lab.router("router1", { on: [left, right] }).`,
    );
