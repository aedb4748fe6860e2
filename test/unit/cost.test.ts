import { describe, expect, it } from "vitest";
import { type CostSample, summariseCost } from "../../lib/probes/cost-samples.ts";
import { readCounters, spent, type Usage } from "../../lib/probes/usage.ts";

const counters = (pid: string, user: number, switches: number, softirq = 0) =>
  readCounters(
    JSON.stringify({
      pid,
      bootId: "one",
      softirqSeconds: softirq,
      agent: { userSeconds: user, systemSeconds: 2 * user, contextSwitches: switches },
    }),
  );

const usage = (host: string, bootId: string, user: number): Usage => ({
  host,
  bootId,
  agent: { userSeconds: user, systemSeconds: 0, contextSwitches: 10 },
  softirqSeconds: 4,
});
const sample = (bytes: number, hosts: Usage[]): CostSample => ({
  sample: 1,
  startedAt: "2026-01-01T00:00:00Z",
  command: { server: [], client: [], usage: [] },
  raw: null,
  status: "ok",
  bitsPerSecond: 8e9,
  bytes,
  hosts,
});

describe("cost", () => {
  it("is the difference of two readings of one process", () => {
    expect(spent("host1", counters("7", 1, 100, 3), counters("7", 3, 150, 4))).toEqual({
      host: "host1",
      bootId: "one",
      agent: { userSeconds: 2, systemSeconds: 4, contextSwitches: 50 },
      softirqSeconds: 1,
    });
    expect(() => spent("host1", counters("7", 1, 100), counters("8", 0, 5))).toThrow(
      "the program on host1 was restarted meanwhile (process 7, then 8)",
    );
  });

  it("is given for each GB, of both ends; a shared kernel counts once", () => {
    const shared = [usage("host1", "one", 1), usage("host2", "one", 2)];
    const apart = [usage("host1", "one", 1), usage("host2", "two", 2)];
    const { perGigabyte } = summariseCost([sample(2e9, shared)]);
    expect(perGigabyte.agentUserSeconds.median).toBe(1.5);
    expect(perGigabyte.agentContextSwitches.median).toBe(10);
    expect(perGigabyte.softirqSeconds.median).toBe(2);
    expect(summariseCost([sample(2e9, apart)]).perGigabyte.softirqSeconds.median).toBe(4);
  });

  it("counts failed samples, and makes no figure of them", () => {
    const failed: CostSample = { ...sample(1, []), status: "failed", reason: "no" };
    const { bitsPerSecond, perGigabyte } = summariseCost([failed]);
    expect(bitsPerSecond).toMatchObject({ n: 0, failed: 1, median: null });
    expect(perGigabyte.agentUserSeconds.median).toBeNull();
  });
});
