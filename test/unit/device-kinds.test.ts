import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Device, packetsOnly } from "../../lib/trace/devices/device.ts";
import { devices, labelOf, tunnelKinds } from "../../lib/trace/devices/devices.ts";
import { linksIn } from "../../lib/trace/sites.ts";
import { endOf } from "../../lib/trace/stages/stage.ts";
import type { Trace } from "../../lib/trace/trace.ts";
import { trace } from "../../lib/trace/walk.ts";
import { dockerHost, flannelVxlan, labOf, leases, left, link } from "../fixtures/traces.ts";
import { wayOf } from "../fixtures/way.ts";

/** What every kind of device in the folder promises: a new one is tested by being there. */

const folder = resolve(import.meta.dirname, "../../lib/trace/devices");
const isDevice = (value: unknown): value is Device =>
  typeof value === "object" && value !== null && "sending" in value && "isTunnel" in value;
const modules = await Promise.all(
  readdirSync(folder).map(async (name) => Object.values(await import(join(folder, name)))),
);
const found = modules.flat().filter(isDevice);

it("has every kind of the folder in its list, once and by its own type", () => {
  expect(found.length).toBeGreaterThan(8);
  expect(found.map(({ type }) => type).sort()).toEqual([...devices.keys()].sort());
  for (const device of found) expect(devices.get(device.type)).toBe(device);
});

const [a, b] = ["100.64.0.1", "100.64.0.2"];

/** Two hosts that reach each other by a device of this kind, with every table that a kind may look into. */
function across(kind: string): Trace {
  const host = (number: number, own: string, peer: number, remote: string, workload: string) => {
    const { neighbours, fdb } = flannelVxlan(number, own, { [peer]: remote });
    const mac = `8a:00:00:00:00:0${number}`;
    const renamed = (lines: readonly string[]) => lines.map((line) => line.replace("flannel.1", "t0"));
    return dockerHost(number, { eth0: left(number) }, [workload], {
      links: [
        link(5, "t0", kind, { address: `10.244.${number}.0`, mac, data: { id: 1, local: own, ttl: 0 } }),
      ],
      routes: [`10.244.${peer}.0/24 via ${kind === "ipip" ? remote : `10.244.${peer}.0`} dev t0 onlink`],
      neighbours: renamed(neighbours),
      fdb: renamed(fdb),
      listeners: [
        "UNCONN 0 0 0.0.0.0:8472 0.0.0.0:*",
        "UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*",
        `UNCONN 0 0 ${own}:8285 0.0.0.0:* users:(("holder",pid=1,fd=1))`,
      ],
      tunnels: { t0: "holder" },
      leases: leases({ 1: a, 2: b }),
    });
  };
  return trace(labOf([host(1, a, 2, b, "client"), host(2, b, 1, a, "server")]), "client", "server");
}

describe.each(found.map((device) => [device.type, device] as const))("the kind %s", (type, device) => {
  it("is called something in reports, or is the one for what has no kind", () => {
    expect(labelOf(type)).toBe(device.label);
    expect(device.label === "").toBe(type === "other");
  });

  it("gives links of its kind to itself, wherever no segment makes them an interface there", () => {
    const of = (kind: string) => linksIn({ links: [link(5, "t0", kind, { address: a })] }, new Map());
    if (type !== "nic") expect(of(type)[0]?.type).toBe(type);
    expect(
      linksIn({ links: [link(5, "t0", type, { address: a })] }, new Map([[a, "left"]]))[0],
    ).toMatchObject({
      ...{ type: "nic", segment: "left" },
    });
  });

  it("ends a packet's way by a sentence, or takes it on: a tunnel takes out what it put in", () => {
    if (type === "nic") return;
    const { hops, end } = across(type);
    const own = hops.flatMap((hop) => (hop.kind === "step" && hop.device.kind === type ? hop : []));
    expect(own.length).toBeGreaterThan(0);
    if (device.unwrap === undefined) {
      expect(end).toMatch(/^[A-Z].*\.$/);
      return;
    }
    expect(device.isTunnel).toBe(true);
    expect(end).toBeNull();
    const changes = hops.flatMap(({ layers }) =>
      layers.flatMap(({ header: { protocol }, change }) =>
        protocol === "eth" ? [] : `${change} ${protocol}`,
      ),
    );
    const of = (change: string) =>
      changes.filter((each) => each.startsWith(change)).map((each) => each.split(" ")[1]);
    expect(of("removed").sort()).toEqual(of("added").slice(2).sort());
  });
});

it("calls kinds that it does not know by none, whatever their name", () => {
  const names = ["dummy", "constructor", "__proto__", ""];
  const links = names.map((kind, index) => link(index + 1, `d${index}`, kind));
  expect(linksIn({ links }, new Map()).map(({ type }) => type)).toEqual(names.map(() => "other"));
});

it("tells tunnels from other devices", () => {
  expect(tunnelKinds).toEqual(["vxlan", "tun", "ipip", "gre", "sit", "geneve", "wireguard"]);
});

it("follows a tunnel across the machines by its own file alone", () => {
  expect(wayOf(across("ipip")).filter((line) => line.includes(" t0:"))).toEqual([
    "host1 t0: ~IPv4 ICMP",
    "host1 t0: +IPv4 IPv4 ICMP",
    "host2 t0: -IPv4 IPv4 ICMP",
  ]);
});

it("does not compile without a part", () => {
  const { isTunnel, ...vague } = {
    type: "x",
    label: "x",
    isTunnel: true,
    ...packetsOnly,
    sending: () => endOf(null),
  };
  // @ts-expect-error: nobody says whether it is a tunnel.
  const kinds: readonly Device[] = [vague, { ...vague, isTunnel }];
  // @ts-expect-error: nobody says what it does with packets.
  const silent: Device<"x"> = { type: "x", label: "x", isTunnel: true, ...packetsOnly };
  expect([...kinds, silent].map(({ type }) => type)).toEqual(["x", "x", "x"]);
});
