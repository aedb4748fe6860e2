import type { App } from "cdktf";
import { Bridge } from "../../../lib/cni/bridge.ts";
import { dind } from "../../../lib/constructs/dind-host.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/** One host, so that an emulated machine with cgroup v2 carries it as well. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-groups", {
    slot: 53,
    readyWithin: 300,
    about: "Control groups of a host",
  });
  const [host] = lab.hosts(1, { on: lab.segment("underlay"), kind: dind({ memory: 700, pids: 500 }) });
  new Bridge(lab, "bridge");
  host.workload("client");
  host.workload("server");
};
