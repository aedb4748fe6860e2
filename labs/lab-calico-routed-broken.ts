import type { App } from "cdktf";
import { fullMesh } from "../lib/cni/calico/modes/full-mesh.ts";
import { ping } from "../lib/probes/ping.ts";
import { snapshot } from "../lib/probes/snapshot.ts";
import { tcpdump } from "../lib/probes/tcpdump.ts";
import { calico } from "./shapes/cni.ts";
import { twoSegments } from "./shapes/two-segments.ts";

export default (app: App) => {
  const { lab, left, right, client, neighbour, server } = twoSegments(
    app,
    "lab-calico-routed-broken",
    {
      slot: 24,
      about: "Calico across a router that knows nothing of it fails: why IPIP exists",
      expectBroken:
        "the router between the hosts has no route to their workloads, and nothing hides these from it",
    },
    calico(fullMesh()),
  );
  lab.probe(ping({ name: "ping-neighbour", from: client, to: neighbour }));
  // The hosts themselves reach each other, and BGP is up between them: it is the workloads' addresses that fail.
  lab.probe(ping({ name: "ping-hosts", from: left, to: right }));
  lab.probe(ping({ name: "ping-across", from: client, to: server, expect: "silence" }));
  lab.probe(tcpdump({ on: left, from: client, to: neighbour }));
  lab.probe(snapshot());
};
