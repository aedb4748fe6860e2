import type { App } from "cdktf";
import { udp } from "../lib/cni/flannel/backends/udp.ts";
import { flannel } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) =>
  oneSegment(
    app,
    "lab-udp",
    {
      slot: 4,
      about: "Flannel UDP: every packet goes through flanneld in user space, and pays for the copies",
    },
    flannel(udp()),
  );
