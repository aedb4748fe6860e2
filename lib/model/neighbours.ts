import { sharesKernel } from "./host-kinds.ts";
import { type HostSpec, type LabSpec, type ModeSpec, machinesOf, type RouterSpec } from "./lab-spec.ts";
import { entriesPerPeer } from "./requirements.ts";

/**
 * What machines need of the kernel's IPv4 neighbour table (arp(7)), which is one for all network namespaces of the
 * engine's machine: the sum over all labs on the engine counts.
 */
export interface NeighbourShare {
  /** Entries for each other machine on each of its segments: the most there can be, when every machine has sent to every other. */
  readonly perNeighbour: number;
  /** Entries for each other machine of the lab, wherever it is: of tunnel devices that keep some. */
  readonly perPeer: number;
  /** Entries that are there whatever other machines there are. */
  readonly own: number;
}

/** A machine, planned or there: whose it is, and which networks it is on. */
export interface NeighbouringMachine {
  readonly lab: string;
  readonly networks: readonly string[];
  readonly share: NeighbourShare;
}

/**
 * The label of a machine's container has that machine's own share, as it was when the container was made. The sum is taken over
 * the containers that are there.
 */
export const neighbourLabel = "underlay.neighbours";
export const shareText = ({ perNeighbour, perPeer, own }: NeighbourShare): string =>
  `${perNeighbour} ${perPeer} ${own}`;

/** Of a container that says nothing, as those of earlier versions, the share of a machine without workloads. */
export function parseShare(text: string): NeighbourShare {
  const [perNeighbour = 1, perPeer = 0, own = 0] = /^\d+ \d+ \d+$/.test(text)
    ? text.split(" ").map(Number)
    : [];
  return { perNeighbour, perPeer, own };
}

/**
 * A virtual machine has a table of its own. The two ends of a workload's link have an entry of each other: two for each link,
 * be it to the host or to another workload.
 */
export function neighbourShare(machine: HostSpec | RouterSpec, { mode }: LabSpec): NeighbourShare {
  if (!sharesKernel(machine)) return { perNeighbour: 0, perPeer: 0, own: 0 };
  if (machine.kind === "router") return { perNeighbour: 1, perPeer: 0, own: 0 };
  return {
    perNeighbour: 1,
    perPeer: entriesPerPeer(mode.requirements),
    own: 2 * linksOf(machine.workloads.length, mode),
  };
}

const linksOf = (workloads: number, { pairwise }: ModeSpec): number =>
  pairwise ? (workloads * (workloads - 1)) / 2 : workloads;

/** A lab's machines as they will be. */
export const plannedMachines = (lab: LabSpec): NeighbouringMachine[] =>
  machinesOf(lab).map((machine) => ({
    lab: lab.name,
    networks: machine.interfaces.map(
      ({ segment }) => lab.segments.find(({ name }) => name === segment)?.network ?? segment,
    ),
    share: neighbourShare(machine, lab),
  }));

/** Entries that these machines need together, N(N-1) for N of them on one segment. */
export function neighboursOf(machines: readonly NeighbouringMachine[]): number {
  const onNetwork = counted(machines.flatMap(({ networks }) => networks));
  const inLab = counted(machines.map(({ lab }) => lab));
  const others = (count: number | undefined) => (count ?? 1) - 1;
  return machines.reduce((sum, { lab, networks, share: { perNeighbour, perPeer, own } }) => {
    const neighbours = networks.reduce((total, network) => total + others(onNetwork.get(network)), 0);
    return sum + perNeighbour * neighbours + perPeer * others(inLab.get(lab)) + own;
  }, 0);
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
