import { expect, test } from "vitest";
import type { ComparisonRecord } from "../../../lib/results/comparison/record.ts";
import { judgedInTurns, latest, oddIn } from "../../fixtures/claim-changes.ts";
import { testComparedClaim } from "../../fixtures/claim-tests.ts";
import { comparisonOf, steady } from "../../fixtures/comparison.ts";

/** Five rounds, or as many as are given, with these figures of IPIP; a null is a round that failed. */
const rounds =
  (...gigabits: readonly (number | null)[]) =>
  () =>
    comparisonOf({ ...steady, "lab-calico-ipip": gigabits.map((each) => ({ gigabits: each })) });

const changed = (change: (comparison: ComparisonRecord) => void) => () => {
  const comparison = comparisonOf();
  change(comparison);
  return comparison;
};

const figures =
  /^[\d.]+ \([\d.]+–[\d.]+ with a probability of 93\.8 %, 5 rounds\), 0\.\d+ Gbit\/s against 0\.45 Gbit\/s, on vm hosts \(tcg\)$/;

testComparedClaim("ipip-vxlan", {
  fails: [
    ["a ratio below the band", rounds(0.25, 0.25, 0.25, 0.25, 0.25), figures],
    ["a ratio above the band", rounds(0.8, 0.8, 0.8, 0.8, 0.8), figures],
  ],
  unknown: [
    [
      "a median outside of the band whose interval is not, with the command that may tell",
      rounds(0.2, 0.25, 0.25, 0.4, 0.45),
      /5 rounds\), .*; more rounds may tell: npx underlay compare lab-calico-ipip lab-vxlan-routed --host-kind vm --rounds 20$/,
    ],
    [
      "too few rounds that have both figures",
      rounds(0.44, 0.44, 0.44, 0.44, null),
      /^4 of 5 rounds have both figures, and fewer than 5 tell nothing; more rounds may tell: npx underlay compare/,
    ],
    [
      "a comparison of one lab, with the commands that make one of both",
      () => comparisonOf({ "lab-vxlan-routed": [] }),
      /^no finished comparison of them yet; make one with: npx underlay compare lab-calico-ipip lab-vxlan-routed --host-kind vm$/,
    ],
    ["other machines", changed(({ labs }) => labs[0]?.topology.hosts.pop()), /no: host1 dind on left/],
    [
      "a slow segment",
      changed(({ labs }) =>
        Object.assign(labs[0]?.topology.hosts[0]?.interfaces[0] ?? {}, { impairment: { rate: 100 } }),
      ),
      /a segment is impaired/,
    ],
    [
      "no iperf",
      changed((comparison) => Object.assign(comparison, { probes: [] })),
      /no probe of one stream/,
    ],
  ],
});

test("ipip-vxlan holds by the median of the ratios, in whatever order the labs were named", () => {
  expect(judgedInTurns("ipip-vxlan")).toEqual({ verdict: "holds", odd: [] });
  const backwards = comparisonOf(Object.fromEntries(Object.entries(steady).reverse()));
  expect(oddIn("ipip-vxlan", { ...latest(), comparisons: [backwards] })).toEqual({
    verdict: "holds",
    odd: [],
  });
});
