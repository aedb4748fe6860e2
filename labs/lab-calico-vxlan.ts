import type { App } from "cdktf";
import { vxlan } from "../lib/cni/calico/modes/vxlan.ts";
import { calico } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
    app,
    "lab-calico-vxlan",
    {
      slot: 25,
      about: "Calico without BGP: VXLAN between its hosts, also across a router that knows of none",
    },
    calico(vxlan()),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
