import type { App } from "cdktf";
import { vxlan } from "../../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { ping } from "../../../lib/probes/ping.ts";

/** Expected to be broken, by mistake: it works. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-works", {
    slot: 62,
    about: "A lab that works although it should not",
    expectBroken: "nothing, really",
  });
  const [a, b] = lab.hosts(2, { on: lab.segment("underlay") });
  new Flannel(lab, "flannel", { backend: vxlan() });
  lab.probe(ping({ from: a.workload("client"), to: b.workload("server"), count: 3, expect: "silence" }));
};
