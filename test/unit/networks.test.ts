import fc from "fast-check";
import { expect, it } from "vitest";
import { bridge } from "../../lib/cni/bridge.ts";
import { calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { plannedAddressing, workloadAddress } from "../../lib/model/address-plan.ts";
import {
  contains,
  isAddress,
  isNetwork,
  overlaps,
  range,
  toAddress,
  toNumber,
} from "../../lib/model/cidr.ts";
import { unusableRange } from "../../lib/model/usable-network.ts";

const address = fc.nat(2 ** 32 - 1);
const prefixLength = fc.integer({ min: 0, max: 32 });
const network = fc.tuple(address, prefixLength).map(([first, length]) => {
  const size = 2 ** (32 - length);
  return `${toAddress(Math.floor(first / size) * size)}/${length}`;
});

/** By its first byte, and for link-local by its second, too. */
function isUnusable(value: number): boolean {
  const [first = 0, second = 0] = toAddress(value).split(".").map(Number);
  return first === 0 || first === 127 || first >= 224 || (first === 169 && second === 254);
}

it("networks of which every address can be a machine's are usable, and no others", () => {
  fc.assert(
    fc.property(network, address, (cidr, offset) => {
      const { first, last } = range(cidr);
      const any = first + (offset % (last - first + 1));
      if (isUnusable(any)) expect(unusableRange(cidr)).not.toBeNull();
      if (first === last) expect(unusableRange(cidr) === null).toBe(!isUnusable(first));
    }),
  );
});

it("only dotted addresses and networks without host bits are such", () => {
  fc.assert(
    fc.property(address, (value) => isAddress(toAddress(value)) && toNumber(toAddress(value)) === value),
  );
  fc.assert(fc.property(network, (cidr) => isNetwork(cidr)));
  fc.assert(
    fc.property(
      fc.anything(),
      (value) => typeof value === "string" || (!isAddress(value) && !isNetwork(value)),
    ),
  );
  for (const text of ["1", "1.2", "0x1.1.1.1", "01.2.3.4", "1.2.3.4 ", "", "1.2.3.4/32"])
    expect(isAddress(text), text).toBe(false);
});

const addressings = fc.oneof(
  fc.constant(plannedAddressing),
  fc
    .integer({ min: 20, max: 32 })
    .map((blockSize) => calico(fullMesh({ blockSize, pool: "10.0.0.0/8" })).addressing),
  fc
    .integer({ min: 20, max: 32 })
    .map((blockSize) => calico(ipip({ blockSize, pool: "10.0.0.0/8" })).addressing),
);
const host = fc.integer({ min: 1, max: 255 });

it("every workload up to the capacity has an address of its own host's subnet, and of no other's", () => {
  fc.assert(
    fc.property(addressings, host, host, (addressing, one, other) => {
      const subnet = addressing.subnet(one);
      for (const index of [0, addressing.capacity - 1])
        expect(contains(subnet, workloadAddress(subnet, addressing, index))).toBe(true);
      expect(overlaps(subnet, addressing.subnet(other))).toBe(one === other);
      expect(overlaps(subnet, addressing.network)).toBe(true);
    }),
  );
  const { addressing } = bridge();
  expect(
    contains(addressing.network, workloadAddress(addressing.network, addressing, addressing.capacity - 1)),
  ).toBe(true);
});
