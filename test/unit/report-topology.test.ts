import { describe, expect, test } from "vitest";
import { innerStart } from "../../lib/report/inner-packet.ts";
import { topologyDrawing } from "../../lib/report/topology/drawing.ts";
import { plumbingOf } from "../../lib/report/topology/plumbing.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { vxlanRun } from "../fixtures/run.ts";

/** The example run with other routes on its first host. */
function withRoutes(routes: string[], mtu: Record<string, number> = {}): RunRecord {
  const run = vxlanRun();
  const [state] = run.probes.flatMap((probe) => (probe.kind === "snapshot" ? probe.hosts : []));
  if (state?.status === "ok") Object.assign(state, { routes, mtu });
  return run;
}

function plumbing(run: RunRecord) {
  const [host] = run.topology.hosts;
  if (!host) throw new Error("the run has no host");
  return plumbingOf(run, host);
}

const onSegment = "100.64.4.0/26 dev eth0 proto kernel scope link src 100.64.4.1";
const eth0 = { name: "eth0", address: "100.64.4.1/26", mtu: null };
const client = { name: "client", address: "10.244.1.2" };

describe("what a host's routes say about its devices", () => {
  test("a tunnel with a bridge", () => {
    expect(plumbing(vxlanRun())).toEqual({
      underlay: { "100.64.4.1": { name: "eth0", address: "100.64.4.1/26", mtu: 1500 } },
      tunnels: [{ name: "flannel.1", address: null, mtu: 1450 }],
      local: [{ device: { name: "docker0", address: "10.244.1.1/24", mtu: 1450 }, workloads: [client] }],
    });
  });

  test("next hops on the segment are no tunnel", () => {
    const bridge = "10.244.1.0/24 dev docker0 proto kernel scope link src 10.244.1.1";
    const routes = [bridge, "10.244.2.0/24 via 100.64.4.2 dev eth0", "10.244.3.0/24 via 100.64.4.3 dev eth0"];
    expect(plumbing(withRoutes([...routes, onSegment]))).toEqual({
      underlay: { "100.64.4.1": eth0 },
      tunnels: [],
      local: [{ device: { name: "docker0", address: "10.244.1.1/24", mtu: null }, workloads: [client] }],
    });
  });

  test("one route for all workloads, and a longer one for the host's own", () => {
    const routes = ["10.244.0.0/16 dev flannel0", "10.244.1.0/24 dev docker0 src 10.244.1.1", onSegment];
    expect(plumbing(withRoutes(routes, { flannel0: 1472 })).tunnels).toEqual([
      { name: "flannel0", address: null, mtu: 1472 },
    ]);
  });

  test("a device for each workload", () => {
    const run = withRoutes([
      "blackhole 10.244.1.0/26 proto bird",
      "10.244.1.2 dev cali1 scope link",
      "10.244.1.3 dev cali2 scope link",
      "10.244.2.0/26 via 100.64.4.2 dev tunl0 proto bird onlink",
      onSegment,
    ]);
    const second = { name: "second", address: "10.244.1.3" };
    run.topology.hosts[0]?.workloads.push(second);
    expect(plumbing(run)).toEqual({
      underlay: { "100.64.4.1": eth0 },
      tunnels: [{ name: "tunl0", address: null, mtu: null }],
      local: [
        { device: { name: "cali1", address: null, mtu: null }, workloads: [client] },
        { device: { name: "cali2", address: null, mtu: null }, workloads: [second] },
      ],
    });
  });

  test("nothing is known without a snapshot", () => {
    expect(plumbing({ ...vxlanRun(), probes: [] })).toEqual({
      underlay: {},
      tunnels: [],
      local: [{ device: null, workloads: [client] }],
    });
  });
});

test.each([
  ["vxlan", "eth ip udp vxlan eth ip tcp", 4],
  ["ipip", "eth ip ip icmp data", 2],
  ["ip in udp", "eth ip udp ip icmp", 3],
  ["bare", "eth ip tcp", null],
  ["arp", "eth arp", null],
  ["nothing", "", null],
])("where the inner packet of %s begins", (_, layers, index) => {
  const named = layers.split(" ").map((protocol) => ({ protocol, summary: "", fields: {} }));
  expect(innerStart(named)).toBe(index);
});

test("the drawing has a bus for each segment, and shows a router between them", async () => {
  const run = vxlanRun();
  const [segment] = run.topology.segments;
  const [, , third] = run.topology.hosts;
  if (!segment || !third) throw new Error("the run has too few hosts");
  run.topology.segments.push({ name: "second", cidr: "100.64.4.64/26", mtu: 1400 });
  const port = { prefixLength: 26, mtu: 1500, impairment: {} };
  third.interfaces = [{ ...port, segment: "second", address: "100.64.4.66" }];
  run.topology.hosts.push({
    name: "gateway",
    kind: "router",
    interfaces: [
      { ...port, segment: segment.name, address: "100.64.4.10" },
      { ...port, segment: "second", address: "100.64.4.74" },
    ],
    workloadSubnet: "",
    workloads: [],
  });
  const { markup } = await topologyDrawing(run);
  const texts = [...markup.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(
    expect.arrayContaining(["underlay", "100.64.4.0/26", "second", "100.64.4.64/26", "MTU 1400"]),
  );
  expect(texts).toEqual(expect.arrayContaining(["gateway · router", "100.64.4.10/26", "100.64.4.74/26"]));
  expect(texts).toEqual(
    expect.arrayContaining(["host1 · dind", "flannel.1", "docker0", "client", "10.244.1.2"]),
  );
  expect(markup).toContain('stroke="var(--draw-bus)"');
  expect(markup).not.toMatch(/#0101|black|white/);
});
