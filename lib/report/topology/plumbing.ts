import type { RecordedMachine } from "../../results/run-record.ts";
import { deviceTowards, type Route, routesOf } from "../../tables/routes.ts";
import { stateAmong, statesOf } from "../../tables/states.ts";
import type { Drawn } from "./drawn.ts";

export interface Device {
  readonly name: string;
  /** With prefix length; null when no route names it. */
  readonly address: string | null;
  /** Bytes; null when the snapshot doesn't tell. */
  readonly mtu: number | null;
}

/**
 * The devices between a host's underlay and its workloads. They are read off the host's own routes, so
 * they are what the host really does, whatever the mode is called.
 */
export interface Plumbing {
  /** Underlay address -> its device. */
  readonly underlay: Readonly<Record<string, Device>>;
  /** Devices towards the other hosts' workloads that aren't underlay devices. */
  readonly tunnels: readonly Device[];
  /** Workloads by the device that leads to them: one bridge for all, or one device for each. */
  readonly local: readonly {
    readonly device: Device | null;
    readonly workloads: RecordedMachine["workloads"];
  }[];
}

export function plumbingOf(run: Drawn, host: RecordedMachine): Plumbing {
  const state = stateAmong(statesOf(run), host.name);
  const mtu = state?.status === "ok" ? state.mtu : {};
  const routes = state?.status === "ok" ? routesOf(state) : [];
  const device = (name: string): Device => ({
    name,
    address: addressOn(name, routes),
    mtu: mtu[name] ?? null,
  });

  const underlay = host.interfaces.flatMap(({ address }) => {
    const name = deviceTowards(routes, address);
    return name === null ? [] : [[address, device(name)] as const];
  });
  const known = new Set(underlay.map(([, { name }]) => name));
  const beyond = (name: string | null): name is string => name !== null && !known.has(name);

  const remote = run.topology.hosts.filter(({ name }) => name !== host.name);
  const tunnels = new Set(remote.flatMap(workloadAddresses).map((address) => deviceTowards(routes, address)));
  const leads = host.workloads.map(({ address }) => deviceTowards(routes, address));
  return {
    underlay: Object.fromEntries(underlay),
    tunnels: [...tunnels].filter(beyond).map(device),
    local: [...new Set(leads)].map((name) => ({
      device: beyond(name) ? device(name) : null,
      workloads: host.workloads.filter((_, index) => leads[index] === name),
    })),
  };
}

/** The address of a device whose own network is in the routes: `10.244.1.1/24`. */
function addressOn(name: string, routes: readonly Route[]): string | null {
  const own = routes.find(
    ({ nextHops, source }) => source !== null && nextHops.some(({ device }) => device === name),
  );
  return own ? `${own.source}/${own.destination.split("/")[1]}` : null;
}

/** Where packets to a host's workloads go: a host that has none yet is found by its subnet. */
function workloadAddresses({ workloads, workloadSubnet }: RecordedMachine): string[] {
  const addresses = workloads.map(({ address }) => address);
  return addresses.length > 0 ? addresses : [workloadSubnet.split("/")[0] ?? ""];
}
