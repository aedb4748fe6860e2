import type { App } from "cdktf";
import { vxlan } from "../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
    app,
    "lab-vxlan-routed",
    {
      slot: 7,
      about: "Flannel VXLAN across a router: the tunnel is UDP between hosts, so L3 in between will do",
    },
    flannel(vxlan()),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
