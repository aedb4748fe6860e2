import type { App } from "cdktf";
import { wireguard } from "../lib/cni/flannel/backends/wireguard.ts";
import { vm } from "../lib/constructs/vm-host.ts";
import { flannel } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) =>
  oneSegment(
    app,
    "lab-wireguard",
    {
      slot: 12,
      about: "Flannel WireGuard between three hosts on one segment: what crosses the wire cannot be read",
      hostKind: vm(),
    },
    flannel(wireguard()),
  );
