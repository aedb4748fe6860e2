import type { App } from "cdktf";
import { vxlan } from "../../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/** A seat's lab, as its page shows it. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-serve", { slot: 50, about: "Two hosts behind a page" });
  const [a, b] = lab.hosts(2, { on: lab.segment("underlay") });
  a.workload("client");
  b.workload("server");
  new Flannel(lab, "flannel", { backend: vxlan() });
};
