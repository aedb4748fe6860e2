import { expect, test } from "vitest";
import { path } from "../../lib/report/sections/path.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { vxlanRun } from "../fixtures/run.ts";

/** The section's text, without tags, on one line. */
async function textOf(run: RunRecord): Promise<string> {
  const section = await path(run);
  return (section?.markup ?? "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");
}

/** The example run with something changed in the state of its first host. */
function withState(change: { routes?: string[]; fdb?: string[] }): RunRecord {
  const run = vxlanRun();
  const [state] = run.probes.flatMap((probe) => (probe.kind === "snapshot" ? probe.hosts : []));
  if (state?.status === "ok") Object.assign(state, change);
  return run;
}

/** The example run with other packets captured. */
function withCapture(change: (fields: Record<string, string>) => void): RunRecord {
  const run = vxlanRun();
  const capture = run.probes.find((probe) => probe.kind === "tcpdump");
  for (const { layers } of capture?.packets ?? []) for (const { fields } of layers) change(fields);
  return run;
}

test("a run without a snapshot has no such section", async () => {
  const run = vxlanRun();
  expect(await path({ ...run, probes: run.probes.filter(({ kind }) => kind !== "snapshot") })).toBeNull();
});

test("each pair of ends has one way, with its steps, entries and headers", async () => {
  const text = await textOf(vxlanRun());
  expect(text.match(/client → server/g)).toHaveLength(1);
  expect(text).toContain("✓ It arrives at server. 18 steps, each with the entry that decided it");
  expect(text).toContain(
    "7 flannel.1 vxlan The MAC address is that of the VTEP at 100.64.4.2: the frame goes there in VXLAN. " +
      "forwarding database d6:e0:19:4b:a2:3f dev flannel.1 dst 100.64.4.2 self permanent " +
      "+ IPv4 100.64.4.1 → 100.64.4.2 TTL 64 + UDP → 8472 + VXLAN VNI 1 Ethernet IPv4 ICMP",
  );
  expect(text).toContain("Crosses the segment underlay to host2. ✓ captured: packet 2 of tcpdump");
  expect(text).toContain("− IPv4 − UDP − VXLAN Ethernet IPv4 ICMP");
});

test("the skyline has a column for each device, and what it did in all its steps", async () => {
  const { markup } = (await path(vxlanRun())) ?? {};
  const columns = [...(markup ?? "").matchAll(/<div class="sky-column">(.*?)<\/p><\/div>/g)].map(
    ([, column = ""]) =>
      column
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim(),
  );
  expect(columns).toEqual([
    "+ Eth + IPv4 + ICMP eth0 1–2",
    "Eth IPv4 ICMP vethe31f0aa 3",
    "− Eth IPv4 ICMP docker0 4",
    "+ IPv4 + UDP + VXLAN + Eth IPv4 ICMP flannel.1 5–7",
    "+ Eth IPv4 UDP VXLAN Eth IPv4 ICMP eth0 8–9",
    "Eth IPv4 UDP VXLAN Eth IPv4 ICMP wire 10",
    "− Eth IPv4 UDP VXLAN Eth IPv4 ICMP eth0 11",
    "− IPv4 − UDP − VXLAN − Eth IPv4 ICMP flannel.1 12–13",
    "+ Eth IPv4 ICMP docker0 14–16",
    "Eth IPv4 ICMP vethe31f0aa 17",
    "− Eth IPv4 ICMP eth0 18",
  ]);
});

test("a way that ends says why, and that ping tells otherwise", async () => {
  const text = await textOf(withState({ routes: ["100.64.4.0/26 dev eth0 src 100.64.4.1"] }));
  expect(text).toContain("✗ It gets no further. host1 has no route to 10.244.2.2.");
  expect(text).toContain("But ping got 10 of 10 replies: the tables are of another moment");
});

test("a ping without a reply is not hidden by tables that would let it arrive", async () => {
  const run = vxlanRun();
  const ping = run.probes.find((probe) => probe.kind === "ping");
  if (ping) ping.received = 0;
  expect(await textOf(run)).toContain("But ping got 0 of 10 replies: what stops the packet");
  expect(await textOf(vxlanRun())).not.toContain("But ping got");
});

test("a capture that disagrees stands beside what the tables say", async () => {
  const text = await textOf(
    withCapture((fields) => {
      if (fields["udp.dstport"] === "8472") fields["udp.dstport"] = "4789";
    }),
  );
  expect(text).toContain("✗ captured otherwise: packet 2 of tcpdump The capture disagrees with the tables.");
  expect(text).toContain("UDP destination port: the tables say 8472, the capture has 4789.");
});

test("where nothing was captured, that is said", async () => {
  const run = vxlanRun();
  expect(await textOf({ ...run, probes: run.probes.filter(({ kind }) => kind !== "tcpdump") })).toContain(
    "Crosses the segment underlay to host2. · not captured",
  );
});
