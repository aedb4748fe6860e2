import type { App } from "cdktf";
import { ipip } from "../lib/cni/flannel/backends/ipip.ts";
import { vm } from "../lib/constructs/vm-host.ts";
import { flannel } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) =>
  oneSegment(
    app,
    "lab-ipip",
    { slot: 11, about: "Flannel IPIP between three hosts on one segment", hostKind: vm() },
    flannel(ipip()),
  );
