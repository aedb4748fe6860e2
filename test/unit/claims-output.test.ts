import { expect, test } from "vitest";
import { claims, claimsAbout } from "../../lib/claims/claims.ts";
import { judge } from "../../lib/claims/judge.ts";
import { claimText } from "../../lib/report/claim-text.ts";
import { htmlReport } from "../../lib/report/report.ts";
import { exitCode } from "../../scripts/verbs/claims.ts";
import { claimNamed, lose, probeOf, runOf, stateIn } from "../fixtures/claim-changes.ts";

test("claims are chosen by the labs that they need", () => {
  expect(claimsAbout([])).toBe(claims);
  expect(claimsAbout(["lab-vxlan"]).map(({ id }) => id)).toEqual([
    "udp-copies",
    "vxlan-kernel",
    "l3-vs-tunnel",
  ]);
  expect(claimsAbout(["lab-host-gw-routed", "lab-veth"]).map(({ id }) => id)).toEqual([
    "veth-pair",
    "host-gw",
    "l3-vs-tunnel",
  ]);
  expect(claimsAbout(["lab-vxlan-routed"]).map(({ id }) => id)).toEqual(["ipip-vxlan", "l3-vs-tunnel"]);
  expect(() => claimsAbout(["lab-veht"])).toThrow(
    'no claim is about a lab "lab-veht"; did you mean "lab-veth"? Labs with claims: lab-veth, lab-bridge, lab-udp, lab-vxlan, lab-host-gw, lab-host-gw-routed, lab-calico-mesh, lab-calico-rr, lab-calico-ipip, lab-calico-routed-broken, lab-vxlan-routed, lab-calico-gateway, lab-calico-gateway-rr, lab-udp-routed.',
  );
});

test("exit codes", () => {
  const [holds, fails, unknown] = (["holds", "fails", "unknown"] as const).map((verdict) => ({ verdict }));
  if (!holds || !fails || !unknown) throw new Error("three verdicts");
  expect(exitCode([holds, holds], 2)).toBe(0);
  expect(exitCode([holds, unknown, fails], 2)).toBe(1);
  expect(exitCode([unknown, unknown], 0)).toBe(2);
  expect(exitCode([holds, unknown], 1)).toBe(3);
});

test("a claim for the terminal", () => {
  const claim = claimNamed("bridge");
  const run = runOf("lab-bridge");
  lose(run, "ping");
  probeOf(run, "ping").command = `docker exec ${"x".repeat(70)} sh -c`.split(" ").concat("echo 'a b'; true");
  Object.assign(stateIn(run).workloads[1] ?? {}, { routeTable: [] });
  expect(
    `\n${claimText(claim, judge(claim, { runs: { "lab-bridge": { runs: [run] } }, comparisons: [] }), "lab-bridge 20260302T091504Z")}\n`,
  ).toBe(`
✗ bridge: fails
  Containers that veth pairs connect to the bridge docker0 reach each other and their host; their
  route table sends 172.17.0.0/16 directly out of eth0, and all else to the gateway 172.17.0.1.
  Judged by lab-bridge 20260302T091504Z
  ✗ server answers client, every time: 19 of 20 echo requests answered, median 0.1 ms
      docker exec ${"x".repeat(70)} sh -c \\
        'echo '\\''a b'\\''; true'
  ✓ host1 answers client, every time: 20 of 20 echo requests answered, median 0.1 ms
      docker exec host1 ping host1
  ✓ Each workload's eth0 has its other end on docker0: client on veth1a2b3c4, server on
    veth5d6e7f8 (host1)
      npx underlay exec lab-bridge host1 -- bridge link
  ✓ The route table of client is the article's:
      Kernel IP routing table
      Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
      default         172.17.0.1      0.0.0.0         UG    0      0        0 eth0
      172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 eth0
      npx underlay exec lab-bridge client -- route
  ? The route table of server is the article's: no route table was recorded
      npx underlay exec lab-bridge server -- route
`);
});

test("the report shows the claims of its lab, and which runs it lacks", async () => {
  const text = async (lab: string) =>
    (await htmlReport(runOf(lab))).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  expect(await text("lab-vxlan")).toContain("vxlan-kernel ✓ holds");
  expect(await text("lab-udp")).toContain(
    "It is judged by runs of lab-vxlan as well: npx underlay claims lab-udp",
  );
  expect(await text("lab-udp")).toContain("udp-copies … not judged here");
});
