import type { App } from "cdktf";
import { gatewayDynamic } from "../lib/cni/calico/modes/gateway-dynamic.ts";
import { convergence } from "../lib/probes/convergence.ts";
import { hostAdded } from "../lib/probes/convergence-events.ts";
import { calico } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, right, client, server, farSide } = twoSegments(
    app,
    "lab-calico-gateway",
    {
      slot: 22,
      about:
        "Calico behind a gateway that takes any host as a BGP neighbour: bare packets across L3, no IPIP",
    },
    calico(gatewayDynamic()),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
  // The router knows it by its segment alone, and so takes it as if it had never been there.
  const event = hostAdded({ host: right });
  lab.probe(convergence({ name: "host-added", event, from: client, to: server, count: 20 }));
};
