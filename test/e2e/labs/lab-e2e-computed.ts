import type { App } from "cdktf";
import { vxlan } from "../../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { dind } from "../../../lib/constructs/dind-host.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { cost } from "../../../lib/probes/cost.ts";
import { iperf } from "../../../lib/probes/iperf.ts";
import { latency } from "../../../lib/probes/latency.ts";
import { pps } from "../../../lib/probes/pps.ts";
import { udp } from "../../../lib/probes/udp.ts";
import { udpThroughput } from "../../../lib/probes/udp-throughput.ts";

/**
 * Two routers side by side and a third behind them, with computed routes: equal ways for a host and for a router. Segments take
 * the largest packets that there are. One host is small.
 */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-computed", { slot: 57, about: "Computed routes over three routers" });
  const segment = (name: string) => lab.segment(name, { mtu: 65_535 });
  const [near, middle, far] = [segment("near"), segment("middle"), segment("far")];
  lab.router("router1", { on: [near, middle] });
  lab.router("router2", { on: [near, middle] });
  lab.router("router3", { on: [middle, far] });
  const [a] = lab.hosts(1, { on: near });
  const [b] = lab.hosts(1, { on: far, kind: dind({ memory: 384, pids: 300 }) });
  new Flannel(lab, "flannel", { backend: vxlan() });
  const ends = { from: a.workload("client"), to: b.workload("server") };
  lab.probe(udp({ ...ends, rates: [10], samples: 1 }));
  lab.probe(iperf({ ...ends, streams: [2], directions: ["forward", "reverse"] }));
  lab.probe(udpThroughput({ ...ends, least: 1, most: 2, maxLoss: 50, size: 1400 }));
  lab.probe(pps(ends));
  lab.probe(latency({ ...ends, streams: [0, 2] }));
  lab.probe(cost(ends));
};
