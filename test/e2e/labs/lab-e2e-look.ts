import type { App } from "cdktf";
import { udp } from "../../../lib/cni/flannel/backends/udp.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { ping } from "../../../lib/probes/ping.ts";

/** What is looked into while it runs: its packets are in a UDP that nobody knows without being told. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-look", { slot: 51, about: "Two hosts that are looked into" });
  const [a, b] = lab.hosts(2, { on: lab.segment("underlay") });
  new Flannel(lab, "flannel", { backend: udp() });
  lab.probe(ping({ from: a.workload("client"), to: b.workload("server"), count: 5, interval: 0.2 }));
};
