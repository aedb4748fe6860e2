import { expect, test } from "vitest";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { judged, probeOf, stateIn } from "../fixtures/claim-changes.ts";

/** What routes of other forms than one unicast line mean to claims. */

const broken = "lab-calico-routed-broken";
const acrossRouter = "lab-host-gw-routed";

/** A second router beside the first one, with other addresses, that was told nothing either. */
function addRouter(run: RunRecord): void {
  const first = run.topology.hosts.find(({ name }) => name === "router1");
  if (!first) throw new Error("the example has a router");
  const beside = (text: string) =>
    text.replaceAll("100.64.4.61", "100.64.4.60").replaceAll("100.64.4.125", "100.64.4.124");
  const copy = <T>(value: T): T => JSON.parse(beside(JSON.stringify(value)));
  run.topology.hosts.push({ ...copy(first), name: "router2" });
  probeOf(run, "snapshot").hosts.push({ ...copy(stateIn(run, "router1")), host: "router2" });
}

const multipath = (destination: string, ...vias: readonly string[]): string[] => [
  `${destination} proto bird metric 32`,
  ...vias.map((via) => `\tnexthop via ${via} dev eth0 weight 1`),
];

const setRoutes = (run: RunRecord, host: string, pick: RegExp, lines: readonly string[]) => {
  const state = stateIn(run, host);
  state.routes = state.routes.flatMap((line) => (pick.test(line) ? lines : [line]));
};

test("a route whose traffic several routers share leads to a block behind them", () => {
  const shared = multipath("10.244.3.0/26", "100.64.4.61", "100.64.4.60");
  const { verdict, odd } = judged("gateway-rr", broken, (run) => {
    addRouter(run);
    setRoutes(run, "host1", /^10\.244\.3\.0/, shared);
  });
  expect({ verdict, odd }).toEqual({ verdict: "holds", odd: [] });
});

test("one next hop of several that is not a router makes such a route wrong", () => {
  const { verdict, odd } = judged("gateway-rr", broken, (run) => {
    addRouter(run);
    setRoutes(run, "host1", /^10\.244\.3\.0/, multipath("10.244.3.0/26", "100.64.4.61", "100.64.4.2"));
  });
  expect(verdict).toBe("fails");
  expect(odd.map(({ shows }) => shows)).toEqual([
    expect.stringContaining(
      "10.244.3.0/26 proto bird metric 32 nexthop via 100.64.4.61 dev eth0 weight 1 nexthop via 100.64.4.2 dev eth0 weight 1",
    ),
  ]);
});

test("the line of a next hop is no route to that address", () => {
  const { verdict, odd } = judged("host-gw", acrossRouter, (run) => {
    stateIn(run).routes = multipath("192.0.2.0/24", "100.64.4.67", "100.64.4.60");
  });
  expect(verdict).toBe("fails");
  expect(odd.map(({ shows }) => shows)).toEqual([expect.stringContaining("none to 100.64.4.67/32 (host1)")]);
});

test.each([
  ["has next hops that are dead", ["100.64.4.64/26 via 100.64.4.60 dev eth0 dead linkdown"]],
  ["drops its packets", ["unreachable 100.64.4.64/26 metric 20"]],
  [
    "is hidden by one that drops its packets",
    ["default via 100.64.4.60 dev eth0", "blackhole 100.64.4.64/26"],
  ],
])("a route to the hosts behind a router is none where it %s", (_, routes) => {
  const { verdict, odd } = judged("host-gw", acrossRouter, (run) => {
    stateIn(run).routes = ["100.64.4.0/26 dev eth0 scope link", ...routes];
  });
  expect(verdict).toBe("fails");
  expect(odd.map(({ what }) => what)).toContain("Each host has a route to the hosts behind a router");
});

test("a router that drops the workloads' packets knows no way to them", () => {
  const { verdict } = judged("gateway-rr", broken, (run) => {
    stateIn(run, "router1").routes.push("unreachable 10.244.0.0/16 metric 4278198272");
  });
  expect(verdict).toBe("holds");
});

test.each(["default via 169.254.1.1", "blackhole default", "default dev eth0"])(
  "a workload with %s does not send all to its gateway",
  (route) => {
    const { odd } = judged("calico-no-bridge", "lab-calico-mesh", (run) => {
      for (const workload of stateIn(run).workloads) workload.routes = [route];
    });
    expect(odd.map(({ what }) => what)).toEqual(["Each workload sends all to 169.254.1.1"]);
  },
);

test("a host's second segment makes nobody its neighbour: modes use its first", () => {
  const { verdict, odd } = judged("host-gw", acrossRouter, (run) => {
    const [first] = run.topology.hosts;
    const [own] = first?.interfaces ?? [];
    if (first && own) first.interfaces = [own, { ...own, segment: "right", address: "100.64.4.65" }];
  });
  expect({ verdict, odd }).toEqual({ verdict: "holds", odd: [] });
});
