import type { App } from "cdktf";
import { vxlan } from "../lib/cni/flannel/backends/vxlan.ts";
import { tcpdump } from "../lib/probes/tcpdump.ts";
import { flannel } from "./shapes/cni.ts";
import { measure } from "./shapes/measure.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, client, neighbour, server, farSide } = twoSegments(
    app,
    "lab-vxlan-direct",
    {
      slot: 6,
      about: "Flannel VXLAN with DirectRouting: bare to the same segment, a tunnel only across the router",
    },
    flannel(vxlan({ directRouting: true })),
  );
  lab.probe(tcpdump({ name: "tcpdump-neighbour", on: left, from: client, to: neighbour }));
  measure(lab, { on: left, from: client, to: server, also: farSide });
};
