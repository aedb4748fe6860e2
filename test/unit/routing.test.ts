import { describe, expect, it } from "vitest";
import { areNeighbours, type Link, routesFrom } from "../../lib/model/routing.ts";

/** Segment N is 10.0.N.0/24; machine M has 10.0.N.M there. */
const segments = [1, 2, 3, 4, 5, 6].map((number) => ({ name: `s${number}`, cidr: `10.0.${number}.0/24` }));
const machine = (number: number, ...on: number[]): Link[] =>
  on.map((segment) => ({ segment: `s${segment}`, address: `10.0.${segment}.${number}` }));
const said = (links: readonly Link[], routers: readonly (readonly Link[])[]) =>
  Object.fromEntries(
    routesFrom(links, { segments, routers }).map(({ destination, via }) => [destination, via.join(" ")]),
  );

describe("computed routes", () => {
  it("are none without a router, and none to one's own segments", () => {
    expect(said(machine(1, 1), [])).toEqual({});
    expect(said(machine(1, 1, 2), [machine(9, 1, 2)])).toEqual({});
  });

  it("lead over one router to what is behind it, and over two in a row", () => {
    const routers = [machine(8, 1, 2), machine(9, 2, 3)];
    expect(said(machine(1, 1), routers)).toEqual({ "10.0.2.0/24": "10.0.1.8", "10.0.3.0/24": "10.0.1.8" });
    expect(said(machine(8, 1, 2), routers)).toEqual({ "10.0.3.0/24": "10.0.2.9" });
    expect(said(machine(1, 3), routers)).toEqual({ "10.0.1.0/24": "10.0.3.9", "10.0.2.0/24": "10.0.3.9" });
  });

  it("take the way with fewer routers", () => {
    const direct = machine(7, 1, 3);
    const routers = [machine(8, 1, 2), machine(9, 2, 3), direct];
    expect(said(machine(1, 1), routers)["10.0.3.0/24"]).toBe("10.0.1.7");
  });

  it("share equal ways, in the order of their addresses (leaf and spine)", () => {
    // s1 - leaf 20 - s3, s4 - spines 10 and 11 - s5, s6 - leaf 21 - s2
    const leaves = [machine(20, 1, 3, 4), machine(21, 2, 5, 6)];
    const spines = [machine(11, 4, 6), machine(10, 3, 5)];
    const routers = [...leaves, ...spines];
    expect(said(leaves[0] ?? [], routers)).toEqual({
      "10.0.2.0/24": "10.0.3.10 10.0.4.11",
      "10.0.5.0/24": "10.0.3.10",
      "10.0.6.0/24": "10.0.4.11",
    });
    expect(said(spines[0] ?? [], routers)).toEqual({
      "10.0.1.0/24": "10.0.4.20",
      "10.0.2.0/24": "10.0.6.21",
      "10.0.3.0/24": "10.0.4.20",
      "10.0.5.0/24": "10.0.6.21",
    });
  });

  it("leave out what nobody leads to", () => {
    expect(said(machine(1, 1), [machine(9, 1, 2)])).toEqual({ "10.0.2.0/24": "10.0.1.9" });
  });
});

it("hosts are neighbours when each is on the other's first segment", () => {
  const on = (...names: string[]) => ({ kind: "dind", interfaces: names.map((segment) => ({ segment })) });
  expect(areNeighbours(on("a"), on("a"))).toBe(true);
  expect(areNeighbours(on("a"), on("b"))).toBe(false);
  expect(areNeighbours(on("a", "b"), on("b", "a"))).toBe(true);
  expect(areNeighbours(on("a", "b"), on("b"))).toBe(false);
});

it("a router is the neighbour of hosts whose first segment it is on, whichever of its own that is", () => {
  const on = (kind: string, ...names: string[]) => ({
    kind,
    interfaces: names.map((segment) => ({ segment })),
  });
  const router = on("router", "a", "b");
  expect(["a", "b", "c"].map((segment) => areNeighbours(on("dind", segment), router))).toEqual([
    true,
    true,
    false,
  ]);
  expect(areNeighbours(router, on("dind", "c", "a"))).toBe(false);
  expect(areNeighbours(router, on("router", "c", "b"))).toBe(true);
});
