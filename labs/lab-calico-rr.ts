import type { App } from "cdktf";
import { Calico } from "../lib/cni/calico/calico.ts";
import { routeReflector } from "../lib/cni/calico/modes/route-reflector.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { convergence } from "../lib/probes/convergence.ts";
import { reflectorKilled } from "../lib/probes/convergence-events.ts";
import { measure } from "./shapes/measure.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-calico-rr", {
    slot: 21,
    about: "Calico with two route reflectors: sessions of order N, and next hops that are still the owners",
  });
  const [reflector, , c, d] = lab.hosts(5, { on: lab.segment("underlay") });
  new Calico(lab, "calico", { mode: routeReflector({ reflectors: ["host1", "host2"] }) });
  const [client, server] = [c.workload("client"), d.workload("server")];
  measure(lab, { on: c, from: client, to: server });
  // One reflector is enough: the other's routes stay, and no packet ever went through either.
  const event = reflectorKilled({ host: reflector });
  lab.probe(convergence({ name: "reflector-killed", event, from: client, to: server, maxLost: 1 }));
};
