import { plural } from "../figures/format.ts";
import type { ReadState } from "../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../results/run-record.ts";
import { fdbOf } from "../tables/fdb.ts";
import { type Link, linksOf } from "../tables/links.ts";
import { neighboursOf } from "../tables/neighbours.ts";
import { listenerOn } from "../tables/sockets.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { captureFacts, joinsSubnets } from "./facts/captures.ts";
import { costOf, cpuSeconds, cpuText } from "./facts/costs.ts";
import { onEveryHost, peersOf, stateOf, unknown } from "./facts/machines.ts";
import { seconds } from "./figures.ts";

/** flannel's and Linux' UDP port of VXLAN. */
const port = 8472;

/** The most CPU time of flanneld, in seconds per GB, that still counts as none: two clock ticks. */
const mostCpu = 0.02;

export const vxlanKernel: Claim = {
  id: "vxlan-kernel",
  sentence:
    "With VXLAN the kernel does all encapsulation and decapsulation that flanneld does with UDP. The VTEPs, the devices flannel.1 of the hosts, exchange Ethernet frames and form one virtual network at layer 2.",
  checks: [{ lab: "lab-vxlan", facts }],
};

function facts(run: RunRecord): Evidence[] {
  return [
    onEveryHost(run, "flannel.1 is a VXLAN device", "ip -details link show flannel.1", (state) => {
      const device = vtep(state);
      return {
        shows: device ? `kind ${device.kind ?? "unknown"}` : "no such device",
        verdict: decide(device?.kind === "vxlan"),
      };
    }),
    onEveryHost(
      run,
      `The kernel itself listens on UDP ${port}, no program does`,
      "ss --listening --udp --numeric --processes",
      (state) => ({
        shows: listenerOn(state, port),
        verdict: decide(listenerOn(state, port) === "the kernel"),
      }),
    ),
    ...costs(run),
    ...captureFacts(run, {
      what: `On the wire, UDP ${port} carries an Ethernet frame with the workload's IP packet`,
      layers: ["eth", "ip", "udp", "vxlan", "eth", "ip"],
      fits: (layers) => layers[2]?.fields["udp.dstport"] === String(port) && joinsSubnets(run, layers[5]),
    }),
    onEveryHost(
      run,
      "One permanent neighbour entry of flannel.1 for each peer names its VTEP's MAC address",
      "ip neighbour show dev flannel.1",
      (state, host) =>
        onePerPeer(run, host, neighbourEntries(state), ({ workloadSubnet }) => workloadSubnet.split("/")[0]),
    ),
    onEveryHost(
      run,
      "One permanent FDB entry of flannel.1 for each peer leads that MAC address to the peer",
      "bridge fdb show dev flannel.1",
      (state, host) => onePerPeer(run, host, fdbEntries(state), ({ interfaces }) => interfaces[0]?.address),
    ),
  ];
}

const vtep = (state: ReadState): Link | undefined => linksOf(state).find(({ name }) => name === "flannel.1");

function costs(run: RunRecord): Evidence[] {
  const what = `flanneld spends at most ${mostCpu} s of CPU time per GB`;
  const cost = costOf(run);
  if (typeof cost === "string") return [{ what, ...unknown(cost), command: null }];
  const { softirqSeconds, command } = cost;
  return [
    {
      what,
      shows: cpuText(cost),
      verdict: decide(cpuSeconds(cost) <= mostCpu),
      command,
    },
    {
      what: "The kernel spends softirq time meanwhile",
      shows: `${seconds(softirqSeconds)} per GB`,
      verdict: decide(softirqSeconds > 0),
      command,
    },
  ];
}

/** An entry that leads to `target`, and the MAC address that it holds. */
interface Entry {
  readonly target: string | null;
  readonly mac: string | null;
}

/** `10.244.2.0 dev flannel.1 lladdr d6:e0:19:4b:a2:3f PERMANENT` */
const neighbourEntries = (state: ReadState): Entry[] =>
  neighboursOf(state)
    .filter(({ device, permanent }) => device === "flannel.1" && permanent)
    .map(({ address, mac }) => ({ target: address, mac }));

/** `d6:e0:19:4b:a2:3f dev flannel.1 dst 100.64.4.2 self permanent` */
const fdbEntries = (state: ReadState): Entry[] =>
  fdbOf(state)
    .filter(({ device, permanent }) => device === "flannel.1" && permanent)
    .map(({ remote, mac }) => ({ target: remote, mac }));

/** Exactly one entry for each peer and no other; and where the peer's state is known, with its VTEP's address. */
function onePerPeer(
  run: RunRecord,
  host: RecordedMachine,
  entries: readonly Entry[],
  targetOf: (peer: RecordedMachine) => string | undefined,
) {
  const { neighbours, remote } = peersOf(run, host);
  const peers = [...neighbours, ...remote];
  if (peers.length === 0) return unknown("it has no peer");
  const wrong = peers.filter((peer) => {
    const [entry, ...more] = entries.filter(({ target }) => target === targetOf(peer));
    const state = stateOf(run, peer.name);
    const mac = typeof state === "string" ? entry?.mac : vtep(state)?.mac;
    return !entry || more.length > 0 || entry.mac !== mac;
  });
  const found = `${entries.length} for ${plural(peers.length, "peer")}`;
  return {
    shows: wrong.length === 0 ? found : `${found}; wrong for ${wrong.map(({ name }) => name).join(", ")}`,
    verdict: decide(wrong.length === 0 && entries.length === peers.length),
  };
}
