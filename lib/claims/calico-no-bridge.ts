import { plural } from "../figures/format.ts";
import type { ReadState } from "../probes/host-state.ts";
import type { RunRecord } from "../results/run-record.ts";
import { linksOf } from "../tables/links.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { learnedRoutes } from "./facts/blocks.ts";
import { defaultRoutes, ends, gateway, ownDevices } from "./facts/calico-workloads.ts";
import { bareFacts } from "./facts/captures.ts";
import { exec, onEveryHost, othersOf, unknown } from "./facts/machines.ts";
import { pingFacts, pingsOf } from "./facts/pings.ts";

export const calicoNoBridge: Claim = {
  id: "calico-no-bridge",
  sentence:
    "Calico makes no bridge on a host: each container has a veth pair of its own, and the host's route table has a route to each. BGP distributes the routes to the containers of other hosts.",
  checks: [{ lab: "lab-calico-mesh", facts }],
};

function facts(run: RunRecord): Evidence[] {
  return [
    onEveryHost(run, "No device of the host is a bridge", "ip link show type bridge", noBridge),
    onEveryHost(
      run,
      "Each workload's eth0 has its other end on the host, called cali…, and one /32 route leads there",
      "ip route",
      ownDevices,
    ),
    onEveryHost(run, `Each workload sends all to ${gateway}`, "ip route", (state, host) => ({
      command: exec(run, host.workloads[0]?.name ?? host.name, "ip route"),
      ...defaultRoutes(state, host),
    })),
    onEveryHost(
      run,
      "Packets to an address of the host's own block that no workload has end here",
      "ip route",
      ends,
    ),
    onEveryHost(
      run,
      "BIRD learned the route to each remote block, and its next hop is the host that has the block",
      "ip route",
      (state, machine) =>
        learnedRoutes(run, state, {
          machine,
          owners: othersOf(run, machine),
          via: ({ interfaces }) => interfaces,
        }),
    ),
    ...bareFacts(run),
    ...pingFacts(
      pingsOf(run, { from: "workload", to: "workload" }, "replies"),
      "A workload answers another, every time",
    ),
  ];
}

function noBridge(state: ReadState) {
  const devices = linksOf(state);
  if (devices.length === 0) return unknown("no device was recorded");
  const bridges = devices.filter(({ kind }) => kind === "bridge");
  return {
    shows: bridges.map(({ name }) => name).join(", ") || `none of ${plural(devices.length, "device")}`,
    verdict: decide(bridges.length === 0),
  };
}
