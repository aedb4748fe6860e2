import type { App } from "cdktf";
import { ipip } from "../lib/cni/calico/modes/ipip.ts";
import { vm } from "../lib/constructs/vm-host.ts";
import { calico } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, server, farSide } = twoSegments(
    app,
    "lab-calico-ipip-crosssubnet",
    {
      slot: 27,
      about: "Calico IPIP between subnets only: neighbours send bare packets",
      hostKind: vm(),
    },
    calico(ipip({ ipipMode: "CrossSubnet" })),
  );
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
