import type { App } from "cdktf";
import { vxlan } from "../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../lib/cni/flannel/flannel.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { iperf } from "../lib/probes/iperf.ts";
import { ping } from "../lib/probes/ping.ts";
import { snapshot } from "../lib/probes/snapshot.ts";
import { tcpdump } from "../lib/probes/tcpdump.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-vxlan", {
    slot: 1,
    about: "Flannel VXLAN between three hosts on one segment",
  });
  const segment = lab.segment("underlay");
  const [a, b, c] = lab.hosts(3, { on: segment });
  new Flannel(lab, "flannel", { backend: vxlan({ vni: 1 }) });

  const client = a.workload("client");
  const server = b.workload("server");
  const observer = c.workload("observer");

  lab.probe(snapshot());
  lab.probe(ping({ from: client, to: server }));
  lab.probe(ping({ name: "ping-third", from: observer, to: client }));
  lab.probe(tcpdump({ on: a, from: client, to: server, expect: "encapsulated" }));
  lab.probe(iperf({ from: client, to: server, streams: [1, 8] }));
};
