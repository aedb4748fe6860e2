import type { App } from "cdktf";
import { vxlan } from "../../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { iperf } from "../../../lib/probes/iperf.ts";

/** The smallest lab with an overlay: what faults are tried on. Instances for test files that run at the same time, and to see that they never meet. */
export default (app: App) => {
  for (const instance of [0, 1, 2, 3]) {
    const lab = new Lab(app, "lab-e2e-two", {
      slot: 60,
      instance,
      about: "Two hosts that faults are tried on",
    });
    const [a, b] = lab.hosts(2, { on: lab.segment("underlay") });
    new Flannel(lab, "flannel", { backend: vxlan() });
    const from = a.workload("client");
    a.workload("neighbour");
    lab.probe(iperf({ from, to: b.workload("server"), streams: [1], samples: 4, seconds: 1, omit: 0 }));
  }
};
