import type { RunRecord } from "../../../lib/results/run-record.ts";
import { probeOf, setCost, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";

testClaim("udp-copies", {
  fails: [
    [
      "a device of another kind",
      "lab-udp",
      (run) => Object.assign(stateIn(run, "host2").links[1] ?? {}, { linkinfo: { info_kind: "vxlan" } }),
      /flannel0 is a TUN.*kind tun \(host1, host3\); kind vxlan \(host2\)/,
    ],
    [
      "nobody behind it",
      "lab-udp",
      (run) => Object.assign(stateIn(run), { tunnels: {} }),
      /other end.*no program holds it \(host1\)/,
    ],
    [
      "nobody on the port",
      "lab-udp",
      (run) => Object.assign(stateIn(run), { listeners: [] }),
      /nobody \(host1\)/,
    ],
    [
      "a leak",
      "lab-udp",
      (run) => Object.assign(probeOf(run, "tcpdump").counts ?? {}, { unexpected: 3 }),
      /1,200 as expected, 3 not/,
    ],
    [
      "another port on the wire",
      "lab-udp",
      (run) =>
        Object.assign(probeOf(run, "tcpdump").packets[1]?.layers[2]?.fields ?? {}, { "udp.dstport": "1" }),
      /On the wire.*not so in packet 2/,
    ],
    [
      "too little CPU time",
      "lab-udp",
      (run) => setCost(run, { agentUserSeconds: 0.05, agentSystemSeconds: 0.04 }),
      /0\.09 s \(user 0\.05 s, system 0\.04 s\) against none measurable \(below 0\.01 s\), at least 9 times/,
    ],
    [
      "too fast",
      "lab-udp",
      (run) => Object.assign(probeOf(run, "iperf").summary[0]?.bitsPerSecond ?? {}, { median: 3e9 }),
      /10\.5 Gbit\/s against 3 Gbit\/s, 3\.49 times/,
    ],
  ],
  unknown: [
    [
      "what slows one of them",
      "lab-vxlan",
      (run) => impair(run, { rate: 100_000 }),
      /^Nothing slows lab-udp and lab-vxlan: no: in the run of lab-vxlan a segment is impaired, or does not say/,
    ],
    [
      "a machine that did not say what its queue does",
      "lab-udp",
      (run) => impair(run, null),
      /in the run of lab-udp a segment is impaired, or does not say; look with: npx underlay impair lab-udp,/,
    ],
  ],
});

function impair({ topology }: RunRecord, impairment: { rate: number } | null): void {
  const [port] = topology.hosts[0]?.interfaces ?? [];
  Object.assign(port ?? {}, { impairment });
}
