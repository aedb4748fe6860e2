import type { App } from "cdktf";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import { iperf } from "../../lib/probes/iperf.ts";

/** Equal labs: those that are compared in pairs, and two that work beside them (scripts/proof.ts). */
export default (app: App) => {
  for (let instance = 1; instance <= 6; instance += 1) {
    const lab = new Lab(app, "lab-proof", { slot: 47, instance, about: "One of six equal labs" });
    const [client, server] = lab
      .hosts(2, { on: lab.segment("underlay") })
      .map((host, index) => host.workload(index === 0 ? "client" : "server"));
    new Flannel(lab, "flannel", { backend: vxlan() });
    if (client && server)
      lab.probe(iperf({ from: client, to: server, streams: [1, 8], samples: 1, seconds: 1, omit: 0 }));
  }
};
