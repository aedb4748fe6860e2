import type { App } from "cdktf";
import { gatewayRr } from "../lib/cni/calico/modes/gateway-rr.ts";
import { calico } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
    app,
    "lab-calico-gateway-rr",
    { slot: 23, about: "Calico whose route reflectors feed the gateway: its peers are few and fixed" },
    calico(gatewayRr()),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
