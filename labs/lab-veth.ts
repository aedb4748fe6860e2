import type { App } from "cdktf";
import { VethPairs } from "../lib/cni/veth-pairs.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { iperf } from "../lib/probes/iperf.ts";
import { pathMtu } from "../lib/probes/path-mtu.ts";
import { ping } from "../lib/probes/ping.ts";
import { snapshot } from "../lib/probes/snapshot.ts";
import { tcpdump } from "../lib/probes/tcpdump.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-veth", {
    slot: 2,
    about: "Two workloads on one veth pair: a wire, and why n workloads would need n(n-1)/2 of them",
  });
  const [host] = lab.hosts(1, { on: lab.segment("underlay") });
  new VethPairs(lab, "veth");

  const from = host.workload("client");
  const to = host.workload("server");

  lab.probe(ping({ from, to }));
  lab.probe(tcpdump({ on: from, from, to }));
  lab.probe(snapshot());
  lab.probe(pathMtu({ from, to }));
  lab.probe(iperf({ from, to }));
};
