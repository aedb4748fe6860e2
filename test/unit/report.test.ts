import { expect, test } from "vitest";
import { htmlReport } from "../../lib/report/report.ts";
import { type RunRecord, runRecord } from "../../lib/results/run-record.ts";
import { vxlanRun, vxlanRunWithFailedSample, vxlanRunWithoutFigures } from "../fixtures/run.ts";

const runs = [vxlanRun(), vxlanRunWithFailedSample(), vxlanRunWithoutFigures()];

/** What a reader sees: without style sheet, tags and entities, on one line. */
const textOf = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");

test.each(runs)("the example runs are valid records", (run) => {
  expect(runRecord.parse(run)).toEqual(run);
});

test.each(runs)("the same record gives the same bytes", async (run) => {
  const first = await htmlReport(run);
  await htmlReport(vxlanRun());
  expect(await htmlReport(structuredClone(run))).toBe(first);
});

test.each(runs)("the page loads nothing and runs nothing", async (run) => {
  const page = await htmlReport(run);
  expect(page).not.toMatch(/https?:|\/\/\w|@import|url\(|<script|\son\w+=|javascript:/i);
  expect(page).not.toMatch(/\b(src|srcset|xlink:href|action|data)=/i);
  const targets = [...page.matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target);
  expect(targets.filter((target) => target !== "data:," && !target?.startsWith("./"))).toEqual([]);
  expect(page).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none';`);
});

test("every string of a record is escaped", async () => {
  const nasty = `<script>alert("x")</script>'&amp;\\N\u0007`;
  const page = await htmlReport(poisoned(vxlanRunWithFailedSample(), nasty));
  expect(page).not.toContain("<script");
  expect(page).not.toContain("\u0007");
  expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;amp;\\N");
});

test("names keep their spelling in the drawing", async () => {
  const run = vxlanRun();
  const name = String.raw`a&amp;<b>\N"\n`;
  const [host] = run.topology.hosts;
  if (host) host.name = name;
  expect(await htmlReport(run)).toMatch(/>a&amp;amp;&lt;b&gt;\\N(&quot;|")\\n · dind<\/text>/);
});

test("no id is used twice", async () => {
  const ids = [...(await htmlReport(vxlanRun())).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test("failed samples are named with their reasons and draw no point", async () => {
  const page = await htmlReport(vxlanRunWithFailedSample());
  expect(textOf(page)).toContain(
    "✗ 1 sample failed and is in no figure: 8 streams, sample 2: iperf3 on client: unable to connect to server: " +
      "Connection timed out (exit code 1)",
  );
  expect(textOf(page)).toContain("12.6–12.9 Gbit/s 208 Mbit/s 2 (1 failed)");
  expect(pointsIn(page)).toBe(5);
  expect(pointsIn(await htmlReport(vxlanRun()))).toBe(6);
});

test("a run without a figure draws no chart and shows no zero", async () => {
  const page = await htmlReport(vxlanRunWithoutFigures());
  expect(page).not.toContain('aria-label="Throughput chart"');
  expect(textOf(page)).toContain("client → server, 8 streams no figure n = 0, 3 failed");
  expect(textOf(page)).toContain("Nothing was counted: Host host2 does not answer");
  expect(textOf(page)).toContain("host3 ✗ Not read: Host host2 does not answer");
  expect(textOf(page)).not.toMatch(/\b0 (Gbit|Mbit|kbit|bit)\/s|\b0 ms/);
});

test("packets are nested from the outermost header to the innermost", async () => {
  const page = await htmlReport(vxlanRun());
  expect(textOf(page)).toContain(
    "Packet 2 148 bytes ✓ expected Ethernet outer 02:42:64:40:04:01 → 02:42:64:40:04:02 " +
      "IPv4 outer 100.64.4.1 → 100.64.4.2, TTL 64 UDP outer port 43002 → 8472 VXLAN VNI 1 " +
      "Ethernet inner 8a:31:5c:0e:77:c4 → d6:e0:19:4b:a2:3f IPv4 inner 10.244.1.2 → 10.244.2.2, TTL 63 " +
      "ICMP inner echo request, sequence 1 Payload",
  );
});

test("a leak is open to see wherever it is in the capture, in its order", async () => {
  const run = vxlanRun();
  const capture = run.probes.find((probe) => probe.kind === "tcpdump");
  const [packet] = capture?.packets ?? [];
  if (!capture || !packet) throw new Error("the example run has no packet");
  capture.packets = [1, 2, 3, 4, 5, 6].map((number) => ({
    ...{ ...packet, number },
    class: number === 6 ? "unexpected" : "expected",
  }));
  const text = textOf(await htmlReport(run));
  const [seen = "", folded = ""] = text.split("2 more packets");
  const numbers = (part: string) => [...part.matchAll(/Packet (\d) /g)].map(([, number]) => number);
  expect([numbers(seen), numbers(folded)]).toEqual([
    ["1", "2", "3", "6"],
    ["4", "5"],
  ]);
});

test("routes to other hosts' workloads are marked, a host's own are not", async () => {
  const page = await htmlReport(vxlanRun());
  expect(page).toContain("<mark>10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink</mark>");
  expect(page).not.toContain("<mark>10.244.1.0/24 dev docker0");
});

test("raw files are linked within the run's folder only", async () => {
  const run = vxlanRun();
  const ping = run.probes.find((probe) => probe.kind === "ping");
  const iperf = run.probes.find((probe) => probe.kind === "iperf");
  if (ping) ping.raw = "../../secret";
  for (const sample of iperf?.samples ?? []) sample.raw = "javascript:alert(1)";
  const page = await htmlReport(run);
  expect(page).toContain('<a href="./raw/tcpdump.pcap">raw/tcpdump.pcap</a>');
  expect(page).toContain('<a href="./javascript%3Aalert(1)">');
  expect(page).not.toMatch(/href="[^"]*secret/);
});

test.each([
  ["passed", "✓ passed"],
  ["failed", "✗ failed"],
  ["interrupted", "! interrupted"],
  ["running", "… running"],
] as const)("the banner of a run that %s", async (status, words) => {
  const page = await htmlReport({ ...vxlanRun(), status, finishedAt: null, probes: [] });
  expect(textOf(page)).toContain(`Lab report lab-vxlan ${words} Flannel VXLAN between three hosts`);
  expect(textOf(page)).toContain("2026-03-02 09:15:04 UTC not finished");
  expect(textOf(page)).toContain("No probe has finished.");
});

/** The samples that a page's chart shows. */
const pointsIn = (page: string): number => page.match(/fill="var\(--point\)"/g)?.length ?? 0;

/** The record with `text` in place of every string that is free text. */
function poisoned(run: RunRecord, text: string): RunRecord {
  const kept = new Set(["kind", "status", "class", "startedAt", "finishedAt", "protocol"]);
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return kept.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
  };
  return replace(run, "") as RunRecord;
}
