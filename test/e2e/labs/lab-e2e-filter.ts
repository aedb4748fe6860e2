import type { App } from "cdktf";
import { Calico } from "../../../lib/cni/calico/calico.ts";
import { Lab } from "../../../lib/constructs/lab.ts";
import { ping } from "../../../lib/probes/ping.ts";

/** Calico from a file of resources, whose filter keeps a route out. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-filter", {
    slot: 54,
    about: "A BGPFilter that keeps one host's routes from the others",
    expectBroken: "the route reflector takes no routes to host3's workloads",
  });
  const [a, b, c] = lab.hosts(3, { on: lab.segment("underlay") });
  new Calico(lab, "calico", { resources: "calico/without-host3.yaml" });
  const [first, second, third] = [a.workload("first"), b.workload("second"), c.workload("third")];
  lab.probe(ping({ name: "ping-kept", from: first, to: second }));
  lab.probe(ping({ name: "ping-filtered", from: third, to: second, expect: "silence" }));
};
