import type { Reading } from "../probes/reading.ts";
import type { ProbeResult } from "../probes/results.ts";
import { convergence } from "./probes/convergence.ts";
import { cost } from "./probes/cost.ts";
import { iperf } from "./probes/iperf.ts";
import { pathMtu } from "./probes/path-mtu.ts";
import { ping } from "./probes/ping.ts";
import { snapshot } from "./probes/snapshot.ts";
import { tcpdump } from "./probes/tcpdump.ts";

/** One reading for each kind of probe: a new kind does not compile until it has one here. */
const readings: { readonly [Kind in ProbeResult["kind"]]: Reading<Extract<ProbeResult, { kind: Kind }>> } = {
  iperf,
  ping,
  "path-mtu": pathMtu,
  cost,
  tcpdump,
  snapshot,
  convergence,
};

/** The reading that belongs to a probe's kind. */
export function readingOf(probe: ProbeResult): Reading<ProbeResult> {
  return readings[probe.kind] as Reading<ProbeResult>;
}
