import type { App } from "cdktf";
import { Bridge } from "../../../lib/cni/bridge.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { vm } from "../../../lib/constructs/vm-host.ts";

/** A guest that is given less time than its boot takes. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-vm-late", {
    slot: 49,
    about: "A VM host that is not ready in time",
    readyWithin: 3,
  });
  const [host] = lab.hosts(1, { on: lab.segment("underlay"), kind: vm() });
  new Bridge(lab, "bridge");
  host.workload("client");
};
