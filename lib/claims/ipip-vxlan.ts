import type { ComparisonRecord } from "../results/comparison/record.ts";
import type { Verdict } from "../results/judged-claim.ts";
import type { Claim, Evidence } from "./claim.ts";
import { costFacts, hasStreams, type Known, streamFact } from "./facts/ratios.ts";
import { sameMachines } from "./facts/same-machines.ts";

/** What IPIP's throughput may be at least and at most, of VXLAN's, to be about the same: two thirds, and the inverse. */
const band = { least: 0.67, most: 1.5 };

const [ipip, vxlan] = ["lab-calico-ipip", "lab-vxlan-routed"] as const;

export const ipipVxlan: Claim = {
  id: "ipip-vxlan",
  sentence:
    "With IPIP, network performance drops by the work of packing and unpacking. Measured, Calico's IPIP performs about like flannel's VXLAN.",
  checks: [{ inTurns: [ipip, vxlan], hostKind: "vm", hasFigures: hasStreams([ipip, vxlan]), facts }],
};

function facts(comparison: ComparisonRecord): Evidence[] {
  const what = `One TCP stream by IPIP is at least ${band.least} and at most ${band.most} times as fast as by VXLAN, in the median of rounds`;
  return [
    sameMachines(comparison, [ipip, vxlan]),
    streamFact(comparison, { one: ipip, other: vxlan }, { what, verdict: isInBand }),
    ...costFacts(comparison, [ipip, vxlan]),
  ];
}

/** A median outside of the band is no proof while its interval reaches into it: then more rounds are needed. */
function isInBand({ median, interval: { low, high } }: Known): Verdict {
  if (band.least <= median && median <= band.most) return "holds";
  return low <= band.most && high >= band.least ? "unknown" : "fails";
}
