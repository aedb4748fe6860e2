import type { App } from "cdktf";
import { Bridge } from "../lib/cni/bridge.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { iperf } from "../lib/probes/iperf.ts";
import { pathMtu } from "../lib/probes/path-mtu.ts";
import { ping } from "../lib/probes/ping.ts";
import { snapshot } from "../lib/probes/snapshot.ts";
import { tcpdump } from "../lib/probes/tcpdump.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-bridge", {
    slot: 3,
    about: "docker0 on one host: a bridge joins the workloads with each other and with their host",
  });
  const [host] = lab.hosts(1, { on: lab.segment("underlay") });
  new Bridge(lab, "bridge");

  const from = host.workload("client");
  const to = host.workload("server");

  lab.probe(ping({ from, to }));
  lab.probe(ping({ name: "ping-host", from, to: host }));
  lab.probe(tcpdump({ on: host, device: "docker0", from, to }));
  lab.probe(snapshot());
  lab.probe(pathMtu({ from, to }));
  lab.probe(iperf({ from, to }));
};
