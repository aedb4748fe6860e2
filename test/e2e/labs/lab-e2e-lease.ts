import type { App } from "cdktf";
import { vxlan } from "../../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/** flanneld knows no such backend, so it never gets a lease. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-lease", {
    slot: 61,
    about: "A host that never gets a lease",
    readyWithin: 25,
  });
  lab.hosts(1, { on: lab.segment("underlay") });
  new Flannel(lab, "flannel", { backend: { ...vxlan(), type: "no-such-backend" } });
};
