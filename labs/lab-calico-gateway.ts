import type { App } from "cdktf";
import { gatewayDynamic } from "../lib/cni/calico/modes/gateway-dynamic.ts";
import { calico } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
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
};
