import type { App } from "cdktf";
import { hostGw } from "../lib/cni/flannel/backends/host-gw.ts";
import { ping } from "../lib/probes/ping.ts";
import { snapshot } from "../lib/probes/snapshot.ts";
import { tcpdump } from "../lib/probes/tcpdump.ts";
import { flannel } from "./shapes/cni.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, right, client, neighbour, server } = twoSegments(
    app,
    "lab-host-gw-routed",
    {
      slot: 9,
      about: "Flannel host-gw across a router fails: a next hop must be an L2 neighbour",
      expectBroken: "host-gw's next hop is the peer host, and a host behind a router is no neighbour",
    },
    flannel(hostGw()),
  );
  lab.probe(ping({ name: "ping-neighbour", from: client, to: neighbour }));
  // The hosts themselves reach each other: it is not the router that fails.
  lab.probe(ping({ name: "ping-hosts", from: left, to: right }));
  lab.probe(ping({ name: "ping-across", from: client, to: server, expect: "silence" }));
  lab.probe(tcpdump({ on: left, from: client, to: neighbour }));
  lab.probe(snapshot());
};
