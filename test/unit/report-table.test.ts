import { expect, test } from "vitest";
import { probeTable } from "../../lib/report/table.ts";
import { vxlanRun, vxlanRunWithFailedSample, vxlanRunWithoutFigures } from "../fixtures/run.ts";

test("a run that passed", () => {
  expect(`\n${probeTable(vxlanRun())}\n`).toBe(`
PROBE     WHAT                         FIGURE                                               VERDICT
iperf     client → server, 1 stream    10.5 Gbit/s (10.2–10.7, n = 3)                       passed
iperf     client → server, 8 streams   12.9 Gbit/s (12.6–13.3, n = 3)                       passed
ping      client → server              0 % loss, rtt median 0.113 ms (0.104–0.214, n = 10)  passed
tcpdump   host1 eth0, client → server  1,204 expected, 0 unexpected (2 other, 0 dropped)    passed
snapshot  state of every machine       3 of 3 machines read (12 routes)                     passed
`);
});

test("a failed sample is counted beside the figure, and the probe's reason stands below", () => {
  expect(`\n${probeTable(vxlanRunWithFailedSample())}\n`).toBe(`
PROBE     WHAT                         FIGURE                                               VERDICT
iperf     client → server, 1 stream    10.5 Gbit/s (10.2–10.7, n = 3)                       failed
iperf     client → server, 8 streams   12.7 Gbit/s (12.6–12.9, n = 2, 1 failed)             failed
ping      client → server              0 % loss, rtt median 0.113 ms (0.104–0.214, n = 10)  passed
tcpdump   host1 eth0, client → server  1,204 expected, 0 unexpected (2 other, 0 dropped)    passed
snapshot  state of every machine       3 of 3 machines read (12 routes)                     passed
iperf failed: 1 of 6 samples failed
`);
});

test("a run without a figure says so", () => {
  expect(`\n${probeTable(vxlanRunWithoutFigures())}\n`).toBe(`
PROBE     WHAT                        FIGURE                       VERDICT
iperf     client → server, 1 stream   no figure (n = 0, 3 failed)  failed
iperf     client → server, 8 streams  no figure (n = 0, 3 failed)  failed
ping      client → server             no figure (n = 0)            failed
tcpdump   host1, client → server      no figure                    failed
snapshot  state of every machine      0 of 3 machines read         failed
iperf failed: 6 of 6 samples failed
ping failed: Host host2 does not answer
tcpdump failed: Host host2 does not answer
snapshot failed: Host host2 does not answer
`);
});

test("long names are cut, long reasons wrapped, and terminal control characters taken out", () => {
  const run = vxlanRun();
  run.probes = run.probes.slice(0, 1).map((probe) => ({
    ...probe,
    name: "throughput-between-neighbours",
    from: "a-workload-with-a-rather-long-name",
    status: "failed",
    reason: `\u001b[31mexit code 1:\n${"iperf3: error - unable to receive control message; ".repeat(3)}`,
  }));
  expect(`\n${probeTable(run)}\n`).toBe(`
PROBE                          WHAT                          FIGURE                          VERDICT
throughput-between-neighbours  a-workload-wit…ver, 1 stream  10.5 Gbit/s (10.2–10.7, n = 3)  failed
throughput-between-neighbours  a-workload-wit…er, 8 streams  12.9 Gbit/s (12.6–13.3, n = 3)  failed
throughput-between-neighbours failed: �[31mexit code 1: iperf3: error - unable to receive control
  message; iperf3: error - unable to receive control message; iperf3: error - unable to receive
  control message;
`);
});

test("a run without probes has only its headings", () => {
  expect(probeTable({ ...vxlanRun(), probes: [] })).toBe("PROBE  WHAT  FIGURE  VERDICT");
});
