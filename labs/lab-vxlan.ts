import type { App } from "cdktf";
import { vxlan } from "../lib/cni/flannel/backends/vxlan.ts";
import { flannel } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) =>
  oneSegment(
    app,
    "lab-vxlan",
    {
      slot: 1,
      about: "Flannel VXLAN: the kernel puts L2 frames into UDP, and flanneld only keeps the tables",
    },
    flannel(vxlan({ vni: 1 })),
  );
