import { expect, it } from "vitest";
import { instances, slots } from "../../lib/model/address-plan.ts";
import { firstId, idCount, placeOfHost, placeOfRouter } from "../../lib/model/user-namespace.ts";

it("all labs of fifteen machines have IDs of their own, none of which people, services or the kernel use", () => {
  const all = Array.from({ length: slots * instances }, (_, block) =>
    Array.from({ length: 15 }, (_, place) =>
      firstId(Math.floor(block / instances), block % instances, place),
    ),
  ).flat();
  expect(new Set(all).size).toBe(slots * instances * 15);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(2 ** 20);
  expect(Math.max(...all) + idCount).toBeLessThan(2 ** 32);
  expect(all.every((id) => id % idCount === 0)).toBe(true);
});

it("hosts and routers of a lab count from its two ends, so that one more changes no other's IDs", () => {
  const places = [1, 2, 3].flatMap((number) => [placeOfHost(number), placeOfRouter(number)]);
  expect(places).toEqual([0, 14, 1, 13, 2, 12]);
});

it("the most machines that a lab can have get IDs, too", () => {
  for (const place of [placeOfHost(255), placeOfRouter(60)])
    for (const slot of [0, slots - 1]) {
      const id = firstId(slot, slot === 0 ? 0 : instances - 1, place);
      expect(id).toBeGreaterThanOrEqual(2 ** 20);
      expect(id + idCount).toBeLessThan(2 ** 32);
    }
});
