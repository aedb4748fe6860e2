import type { Link } from "../namespace.ts";
import { bridge } from "./bridge.ts";
import type { Device } from "./device.ts";
import { ipip } from "./ipip.ts";
import { nic } from "./nic.ts";
import { tun } from "./tun.ts";
import { geneve, gre, other, sit } from "./unfollowed.ts";
import { veth } from "./veth.ts";
import { vxlan } from "./vxlan.ts";
import { wireguard } from "./wireguard.ts";

/** Each kind by its own type; one that lacks something does not compile. */
const byType = <Type extends string>(
  kinds: { readonly [Own in Type]: Device<Own> },
): ReadonlyMap<string, Device> => new Map(Object.entries<Device>(kinds));

/** The only list of device kinds. */
export const devices = byType({
  nic,
  veth,
  bridge,
  vxlan,
  tun,
  ipip,
  gre,
  sit,
  geneve,
  wireguard,
  other,
});

/** The type of a link: by where it is, and by what `ip -details link` calls it. */
export function typeOf(kind: string | null, segment: string | null): string {
  if (segment !== null) return nic.type;
  return kind !== null && devices.has(kind) ? kind : other.type;
}

export const deviceOf = ({ type }: Link): Device => devices.get(type) ?? other;

/** What reports call a device of this type; a program that carries packets itself is called that. */
export const labelOf = (type: string): string => devices.get(type)?.label ?? type;

/** In ip-link(8)'s words. */
export const tunnelKinds: readonly string[] = [...devices.values()].flatMap(({ type, isTunnel }) =>
  isTunnel ? type : [],
);
