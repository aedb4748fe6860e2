import type { Host } from "../../lib/constructs/host.ts";
import type { Lab } from "../../lib/constructs/lab.ts";
import type { Router } from "../../lib/constructs/router.ts";
import type { Segment } from "../../lib/constructs/segment.ts";
import type { Workload } from "../../lib/constructs/workload.ts";
import { cost } from "../../lib/probes/cost.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { pathMtu } from "../../lib/probes/path-mtu.ts";
import { ping } from "../../lib/probes/ping.ts";
import { snapshot } from "../../lib/probes/snapshot.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";

interface Ends {
  /** The host whose underlay is watched. */
  readonly on: Host;
  readonly from: Workload;
  readonly to: Workload;
  /** Where else the packets are watched. @default nowhere */
  readonly also?: { readonly on: Router; readonly segment: Segment };
}

/** The measurements that every lab between hosts has, so that labs can be compared. */
export function measure(lab: Lab, { on, from, to, also }: Ends): void {
  lab.probe(ping({ from, to }));
  lab.probe(tcpdump({ on, from, to }));
  if (also) lab.probe(tcpdump({ name: `tcpdump-${also.segment.name}`, ...also, from, to, stream: false }));
  // After some traffic, so that the neighbour tables are filled.
  lab.probe(snapshot());
  lab.probe(pathMtu({ from, to }));
  // Short samples, so that comparisons have many rounds; at a lab's round-trip times TCP's slow start is over in milliseconds.
  lab.probe(cost({ from, to, seconds: 1 }));
  lab.probe(iperf({ from, to, streams: [1, 8], seconds: 1, omit: 0 }));
}
