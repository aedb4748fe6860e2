import { describe, expect, it } from "vitest";
import { judgeListed } from "../../lib/claims/listed.ts";
import type { LabClaimId } from "../../lib/model/claim-ids.ts";
import { htmlReport } from "../../lib/report/report.ts";
import { runText } from "../../lib/report/run-text.ts";
import { probeTable } from "../../lib/report/table.ts";
import { type RunRecord, runRecord } from "../../lib/results/run-record.ts";
import { failProbe, leak, probeOf, runOf } from "../fixtures/claim-changes.ts";

/** The example run of a lab, as one of a lab of one's own that lists these claims. */
function listing(ids: readonly LabClaimId[], from: string, change: (run: RunRecord) => void = () => {}) {
  const run = { ...runOf(from), lab: "lab-mine", name: "lab-mine" };
  change(run);
  return { ...run, claims: judgeListed(ids, run) };
}

const vxlanWithoutCost = (...ids: LabClaimId[]) =>
  listing(ids, "lab-vxlan", (run) => {
    failProbe(probeOf(run, "cost"));
    leak(run);
  });

describe("on the terminal", () => {
  const claimsIn = (run: RunRecord) => {
    expect(runText(run).startsWith(probeTable(run))).toBe(true);
    return `\n${runText(run).slice(probeTable(run).length).trim()}\n`;
  };

  it("a run whose lab lists no claim is its probes", () => {
    expect(runText(runOf("lab-vxlan"))).toBe(probeTable(runOf("lab-vxlan")));
  });

  it("claims stand below the probes, one line each", () => {
    expect(claimsIn(listing(["vxlan-kernel"], "lab-vxlan"))).toBe(`
✓ vxlan-kernel: holds
`);
  });

  it("one that does not hold has what it lacks below it", () => {
    expect(claimsIn(vxlanWithoutCost("vxlan-kernel", "mesh-n2"))).toBe(`
✗ vxlan-kernel: fails
  ? flanneld spends at most 0.02 s of CPU time per GB: the cost probe of lab-mine has no figure:
    Host host2 does not answer
  ✗ Every workload packet on host1 eth0 looks as flannel-vxlan says: 1,204 as expected, 3 not, 2
    without a workload's address
? mesh-n2: unknown
  ? The host has a session with each of the N-1 others, and no further one: BIRD told of no BGP
    session (host1, host2, host3)
  ? N hosts have N(N-1)/2 sessions, Established at both ends: the sessions of host1 are not known:
    BIRD told of no BGP session
`);
  });

  it.each<[Partial<RunRecord>, string]>([
    [{ only: ["ping"] }, "the run has only some of its probes"],
    [{ status: "interrupted" }, "the run was interrupted"],
    [{ status: "running" }, "the run is not over"],
  ])("claims that a run with %j could not judge are said to be so", (change, reason) => {
    const run = { ...runOf("lab-vxlan"), ...change, claims: null };
    expect(claimsIn(run)).toBe(`\nThe claims that the lab lists were not judged: ${reason}.\n`);
  });
});

describe("the page of a run", () => {
  const textOf = async (run: RunRecord) =>
    (await htmlReport(run))
      .replace(/<[^>]*>/g, " ")
      .replaceAll("&#39;", "'")
      .replace(/\s+/g, " ");

  it("has the claims that its lab lists, with their evidence as it was recorded", async () => {
    const text = await textOf(vxlanWithoutCost("vxlan-kernel"));
    expect(text).toContain("vxlan-kernel ✗ fails With VXLAN the kernel does all");
    expect(text).toContain("The lab lists this claim: the run is judged as one of lab-vxlan would be.");
    expect(text).toContain("3 not, 2 without a workload's address");
    expect(text).toContain("Failed: cost, claim vxlan-kernel");
  });

  it("has those about its lab as well, and each once", async () => {
    const run = runOf("lab-udp");
    const text = await textOf({ ...run, claims: judgeListed(["udp-copies", "vxlan-kernel"], run) });
    expect(text.match(/udp-copies . [a-z]+/g)).toEqual(["udp-copies ✓ holds"]);
    expect(text.match(/vxlan-kernel . [a-z]+/g)).toEqual(["vxlan-kernel ✗ fails"]);
    const routed = runOf("lab-host-gw-routed");
    const both = await textOf({ ...routed, claims: judgeListed(["vxlan-kernel"], routed) });
    expect(both).toMatch(/vxlan-kernel ✗ fails .* host-gw … not judged here/);
  });

  it("says that claims were not judged, and why", async () => {
    const run = { ...runOf("lab-vxlan"), lab: "lab-mine", only: ["ping"], claims: null };
    expect(await textOf(run)).toContain(
      "The claims that the lab lists were not judged: the run has only some of its probes.",
    );
    expect(await textOf({ ...run, claims: [] })).not.toContain("Claims");
  });
});

it("a run that was recorded before labs could list claims lists none", () => {
  const { claims: _, ...earlier } = runOf("lab-vxlan");
  expect(runRecord.parse(earlier).claims).toEqual([]);
});
