import { nth, overlaps, range, toAddress } from "./cidr.ts";
import type { Addressing } from "./mode.ts";

/**
 * Every address of a lab as a pure function of its slot, its instance and a host's number, so that host k is found at the same
 * addresses in every deploy and on every machine.
 *
 * Underlay addresses come out of 100.64.0.0/10 (RFC 6598: shared address space, which neither home nor office networks use): 64
 * slots of 64 instances, a /22 each. Workloads use the same network in every lab, because no packet goes from one lab to
 * another: 10.244.0.0/16, flannel's customary one, unless the mode has another.
 */
export const underlayPool = "100.64.0.0/10";
export const slots = 64;
export const instances = 64;
const blockPrefixLength = 22;

/** Workload addresses of modes that leave them to the plan: host k has 10.244.k.0/24. */
export const plannedAddressing: Addressing = {
  network: "10.244.0.0/16",
  subnet: (number) => `${nth("10.244.0.0/16", number * 256)}/24`,
  // The network itself has .0, the bridge .1.
  firstWorkload: 2,
  // .255 is the broadcast address.
  capacity: 253,
};

/** A segment's prefix length unless it says otherwise: room for 61 machines. */
export const defaultSegmentPrefixLength = 26;

/** The /22 of one instance of a lab. */
export function addressBlock(slot: number, instance: number): string {
  const index = slot * instances + instance;
  return `${toAddress(range(underlayPool).first + index * 2 ** (32 - blockPrefixLength))}/${blockPrefixLength}`;
}

/** The /22 of another instance of a lab. */
export function blockOfInstance(
  { addressBlock: own, instance }: { readonly addressBlock: string; readonly instance: number },
  other: number,
): string {
  const index = (range(own).first - range(underlayPool).first) / 2 ** (32 - blockPrefixLength);
  return addressBlock(Math.floor((index - instance) / instances), other);
}

/**
 * Networks of the asked prefix lengths within `block`, in order, each on its own boundary; `undefined`
 * for those that no longer fit. Addresses in `taken` (networks chosen by hand) are passed over.
 */
export function allocate(
  block: string,
  prefixLengths: readonly number[],
  taken: readonly string[],
): (string | undefined)[] {
  const { last, first } = range(block);
  let next = first;
  return prefixLengths.map((prefixLength) => {
    const size = 2 ** (32 - prefixLength);
    for (let start = Math.ceil(next / size) * size; start + size - 1 <= last; start += size) {
      const cidr = `${toAddress(start)}/${prefixLength}`;
      if (taken.some((other) => overlaps(cidr, other))) continue;
      next = start + size;
      return cidr;
    }
    return undefined;
  });
}

/** Host k of a segment: the k-th address. */
export const hostAddress = (segment: string, number: number): string => nth(segment, number);

/** The segment's last usable address. Docker wants a gateway; nobody answers there. */
export const gatewayAddress = (segment: string): string => nth(segment, -1);

/** Router r of a lab: counted from the top of each segment, below the gateway address. */
export const routerAddress = (segment: string, number: number): string => nth(segment, -1 - number);

/** How many hosts a segment can number: all but network, gateway and broadcast address. */
export const hostCapacity = (prefixLength: number): number => 2 ** (32 - prefixLength) - 3;

/** A host's i-th workload (from 0). */
export const workloadAddress = (subnet: string, { firstWorkload }: Addressing, index: number): string =>
  nth(subnet, firstWorkload + index);
