import type { App } from "cdktf";
import { vxlan } from "../../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { dind } from "../../../lib/constructs/dind-host.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/**
 * Machines with user namespaces of their own and without, side by side: attacks that are refused in the ones succeed in the others. An instance for
 * each test file.
 */
export default (app: App) => {
  for (const instance of [0, 1, 2, 3]) {
    const lab = new Lab(app, "lab-e2e-attacks", {
      slot: 56,
      instance,
      about: "Machines for a hostile root",
    });
    const [left, right] = [lab.segment("left"), lab.segment("right")];
    const confined = lab.host("confined", { on: left });
    const bare = lab.host("bare", { on: right, kind: dind({ userNamespace: false }) });
    lab.router("router", { on: [left, right] });
    lab.router("barerouter", { on: [left, right], userNamespace: false });
    new Flannel(lab, "flannel", { backend: vxlan() });
    confined.workload("client");
    bare.workload("server");
  }
};
