import { holds, isNetwork, overlaps, prefixLengthOf, toNumber } from "../../../model/cidr.ts";
import { shown } from "../../../model/shown.ts";
import { unusableRange } from "../../../model/usable-network.ts";
import { type Complaint, complaint } from "./complaint.ts";
import { type IPPool, ofKind, type Resources } from "./resources.ts";

/** Calico's limits of an IPv4 block; its default is 26. */
export const blockSizes = { min: 20, max: 32 } as const;

/** What is wrong with pools and the blocks that nodes have of them. */
export function poolComplaints(resources: Resources): Complaint[] {
  const pools = ofKind(resources, "IPPool");
  const wrong = pools.flatMap(shapeComplaints);
  // Overlaps and sizes are checked only once every pool is a network: further complaints would follow from the first.
  if (wrong.length > 0) return wrong;
  return [
    ...pools.flatMap((pool, index) => overlapComplaints(pool, pools.slice(0, index))),
    ...tooSmall(resources),
  ];
}

function shapeComplaints(resource: IPPool): Complaint[] {
  const { metadata, spec } = resource;
  const pool = `IPPool "${metadata.name}"`;
  const { cidr, blockSize } = spec;
  if (!isNetwork(cidr))
    return [
      complaint(
        resource,
        "spec.cidr",
        `${pool} has the cidr ${shown(cidr)}, which is not an IPv4 network. Write it as address/prefix length without host bits, e.g. "10.244.0.0/16".`,
      ),
    ];
  const { min, max } = blockSizes;
  if (!Number.isInteger(blockSize) || blockSize < min || blockSize > max)
    return [
      complaint(
        resource,
        "spec.blockSize",
        `${pool} has the blockSize ${shown(blockSize)}, which is out of range. Use a whole number from ${min} to ${max}.`,
      ),
    ];
  const unusable = unusableRange(cidr);
  if (unusable !== null)
    return [
      complaint(
        resource,
        "spec.cidr",
        `${pool} (${cidr}) meets ${unusable}, whose addresses no workload can have. Choose another network, e.g. "10.244.0.0/16".`,
      ),
    ];
  if (blockSize < prefixLengthOf(cidr))
    return [
      complaint(
        resource,
        "spec.cidr",
        `${pool} (${cidr}) is smaller than one of its blocks (/${blockSize}). Use a larger network or a blockSize of ${prefixLengthOf(cidr)} or more.`,
      ),
    ];
  return [];
}

const overlapComplaints = (pool: IPPool, others: readonly IPPool[]): Complaint[] =>
  others
    .filter((other) => overlaps(pool.spec.cidr, other.spec.cidr))
    .map((other) =>
      complaint(
        pool,
        "spec.cidr",
        `IPPool "${pool.metadata.name}" (${pool.spec.cidr}) overlaps IPPool "${other.metadata.name}" (${other.spec.cidr}). Give one of them another cidr.`,
      ),
    );

/** Blocks outside of every pool, told once with the size of the first pool that would hold them all. */
function tooSmall(resources: Resources): Complaint[] {
  const pools = ofKind(resources, "IPPool");
  const blocks = ofKind(resources, "BlockAffinity");
  const outside = blocks.filter(({ spec }) => !pools.some((pool) => holds(pool.spec.cidr, spec.cidr)));
  const [pool] = pools;
  const [block] = outside;
  if (!pool || !block) return [];
  const address = pool.spec.cidr.split("/")[0] ?? "";
  const size = Array.from({ length: 33 }, (_, index) => 32 - index).find((prefixLength) =>
    outside.every(({ spec }) => holds(`${address}/${prefixLength}`, spec.cidr)),
  );
  // A shorter prefix may begin below the pool's own first address.
  const fits = size !== undefined && toNumber(address) % 2 ** (32 - size) === 0;
  return [
    complaint(
      pool,
      "spec.cidr",
      `IPPool "${pool.metadata.name}" (${pool.spec.cidr}) is too small for the hosts: block ${block.spec.cidr} of ${block.spec.node} lies outside. ${fits ? `Use ${address}/${size} or larger.` : `Use a network of /${size} or larger, e.g. 10.244.0.0/16.`}`,
    ),
  ];
}
