import { expect, test } from "vitest";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { judged, probeOf, stateIn } from "../fixtures/claim-changes.ts";
import { configure, tell } from "../fixtures/claims-bgp-changes.ts";

type Case = [id: string, lab: string, change: (run: RunRecord) => void, fact: RegExp];

const mesh = "lab-calico-mesh";
const rr = "lab-calico-rr";
const dynamic = "lab-calico-gateway";
const fed = "lab-calico-gateway-rr";
const broken = "lab-calico-routed-broken";

/** What a run does not tell makes its claim unknown, and lets no fact fail. */
const missing: Case[] = [
  [
    "calico-no-bridge",
    mesh,
    (run) => Object.assign(stateIn(run), { links: [] }),
    /no route or device was recorded/,
  ],
  [
    "calico-no-bridge",
    mesh,
    (run) => Object.assign(stateIn(run), { routes: [] }),
    /no route or device was recorded/,
  ],
  [
    "calico-no-bridge",
    mesh,
    (run) => Object.assign(stateIn(run).workloads[0] ?? {}, { routes: [] }),
    /not recorded/,
  ],
  ["mesh-n2", mesh, (run) => tell(run, "host2", () => []), /BIRD told of no BGP session \(host2\)/],
  [
    "rr-n",
    rr,
    (run) => Object.assign(stateIn(run, "host5"), { birdConfiguration: null }),
    /configuration is missing/,
  ],
  [
    "gateway-dynamic",
    dynamic,
    (run) => Object.assign(stateIn(run, "router1"), { birdConfiguration: null }),
    /no configuration/,
  ],
  [
    "gateway-dynamic",
    dynamic,
    (run) => Object.assign(probeOf(run, "ping"), { samples: [] }),
    /no reply of server/,
  ],
  [
    "gateway-dynamic",
    dynamic,
    (run) => Object.assign(probeOf(run, "tcpdump", "tcpdump-right"), { interface: "lo" }),
    /only on left \(host1\)/,
  ],
  ["gateway-rr", fed, (run) => configure(run, "host1", () => ""), /no host is a route reflector/],
  [
    "gateway-rr",
    broken,
    (run) => Object.assign(run, { expectBroken: null }),
    /meant to join all its workloads/,
  ],
  [
    "gateway-rr",
    broken,
    (run) => Object.assign(stateIn(run, "router1"), { routes: [] }),
    /no route was recorded/,
  ],
];

test("one client tells nothing about numbers", () => {
  const { odd } = judged("rr-n", rr, (run) => run.topology.hosts.splice(3));
  expect(odd.map(({ shows }) => shows)).toContain("with fewer than two clients a mesh has as many");
});

test.each(missing)("%s in %s does not hold by what is missing", (id, lab, change, fact) => {
  const { verdict, odd } = judged(id, lab, change);
  expect(odd.map(({ shows }) => shows).join("\n")).toMatch(fact);
  expect(verdict).toBe("unknown");
});
