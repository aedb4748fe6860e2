import type { App } from "cdktf";
import { Bridge } from "../../../lib/cni/bridge.ts";
import { dind } from "../../../lib/constructs/dind-host.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/** A host that takes whatever it can get. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-greedy", { slot: 52, about: "A host that takes all of the machine" });
  const kind = dind({ memory: 384, pids: 500, cpus: 1 });
  const [greedy] = lab.hosts(1, { on: lab.segment("underlay"), kind });
  new Bridge(lab, "bridge");
  greedy.workload("idle");
};
