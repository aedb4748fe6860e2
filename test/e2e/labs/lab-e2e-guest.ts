import type { App } from "cdktf";
import { Bridge } from "../../../lib/cni/bridge.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { vm } from "../../../lib/constructs/vm-host.ts";

/** A guest that is large enough to be the machine of other labs: its kernel has cgroup v2, and an engine runs in it. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-guest", { slot: 50, about: "A machine with cgroup v2 for other labs" });
  const [machine] = lab.hosts(1, {
    on: lab.segment("underlay"),
    kind: vm({ vcpus: 2, memory: 4096, disk: 16_384 }),
  });
  new Bridge(lab, "bridge");
  machine.workload("client");
};
