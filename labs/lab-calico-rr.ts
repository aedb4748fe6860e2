import type { App } from "cdktf";
import { Calico } from "../lib/cni/calico/calico.ts";
import { routeReflector } from "../lib/cni/calico/modes/route-reflector.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { measure } from "./shapes/measure.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-calico-rr", {
    slot: 21,
    about: "Calico with two route reflectors: sessions of order N, and next hops that are still the owners",
  });
  const [, , c, d] = lab.hosts(5, { on: lab.segment("underlay") });
  new Calico(lab, "calico", { mode: routeReflector({ reflectors: ["host1", "host2"] }) });
  measure(lab, { on: c, from: c.workload("client"), to: d.workload("server") });
};
