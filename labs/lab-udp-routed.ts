import type { App } from "cdktf";
import { udp } from "../lib/cni/flannel/backends/udp.ts";
import { flannel } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
    app,
    "lab-udp-routed",
    { slot: 8, about: "Flannel UDP across a router: slow, but L3 in between will do" },
    flannel(udp()),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
