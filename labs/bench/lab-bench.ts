import type { App } from "cdktf";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../lib/constructs/lab.ts";

/** As many equal labs as the bench has up at once: each what seats.sh makes, three hosts with a workload each. */
export default (app: App) => {
  for (let instance = 1; instance <= 24; instance += 1) {
    const lab = new Lab(app, "lab-bench", { slot: 48, instance, about: "One of many equal labs" });
    const hosts = lab.hosts(3, { on: lab.segment("underlay") });
    new Flannel(lab, "flannel", { backend: vxlan() });
    for (const host of hosts) host.workload(`workload${host.number}`);
  }
};
