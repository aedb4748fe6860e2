import type { App } from "cdktf";
import { ipip } from "../lib/cni/calico/modes/ipip.ts";
import { vm } from "../lib/constructs/vm-host.ts";
import { calico } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
    app,
    "lab-calico-ipip",
    {
      slot: 26,
      about: "Calico IPIP: BGP mesh across a router that knows of no workload, which sees hosts only",
      hostKind: vm(),
    },
    calico(ipip()),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
