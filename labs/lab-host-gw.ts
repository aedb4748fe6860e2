import type { App } from "cdktf";
import { hostGw } from "../lib/cni/flannel/backends/host-gw.ts";
import { flannel } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) =>
  oneSegment(
    app,
    "lab-host-gw",
    { slot: 5, about: "Flannel host-gw: the next hop is the peer host, and nothing is encapsulated" },
    flannel(hostGw()),
  );
