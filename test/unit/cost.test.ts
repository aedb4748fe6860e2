import { describe, expect, it } from "vitest";
import { type CostSample, costSample, costSummary, summariseCost } from "../../lib/probes/cost-samples.ts";
import { readCounters, spent, type Usage } from "../../lib/probes/usage.ts";

const counters = (pid: string, user: number, switches: number, softirq = 0, cpu?: number) =>
  readCounters(
    JSON.stringify({
      pid,
      bootId: "one",
      softirqSeconds: softirq,
      cpuSeconds: cpu,
      agent: { userSeconds: user, systemSeconds: 2 * user, contextSwitches: switches },
    }),
  );

const usage = (host: string, bootId: string, user: number, cpuSeconds: number | null = 10): Usage => ({
  host,
  bootId,
  cpuSeconds,
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
    expect(spent("host1", counters("7", 1, 100, 3, 20), counters("7", 3, 150, 4, 25))).toEqual({
      host: "host1",
      bootId: "one",
      agent: { userSeconds: 2, systemSeconds: 4, contextSwitches: 50 },
      softirqSeconds: 1,
      cpuSeconds: 5,
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
    expect(perGigabyte.cpuSeconds.median).toBe(5);
    expect(summariseCost([sample(2e9, apart)]).perGigabyte.softirqSeconds.median).toBe(4);
    expect(summariseCost([sample(2e9, apart)]).perGigabyte.cpuSeconds.median).toBe(10);
  });

  it("has no figure of whole hosts where one of them does not count that, and all others", () => {
    expect(spent("host1", counters("7", 1, 100), counters("7", 3, 150)).cpuSeconds).toBeNull();
    const older = [usage("host1", "one", 1), usage("host2", "two", 2, null)];
    const { perGigabyte } = summariseCost([sample(2e9, older)]);
    expect(perGigabyte.cpuSeconds).toMatchObject({ n: 0, failed: 0, median: null });
    expect(perGigabyte.softirqSeconds.n).toBe(1);
  });

  it("is read from records from before whole hosts were counted", () => {
    const { perGigabyte } = summariseCost([sample(2e9, [usage("host1", "one", 1)])]);
    const { cpuSeconds: _, ...before } = perGigabyte;
    const read = costSummary.parse({ bitsPerSecond: perGigabyte.softirqSeconds, perGigabyte: before });
    expect(read.perGigabyte).toEqual({ ...before, cpuSeconds: expect.objectContaining({ n: 0, failed: 0 }) });
    const { cpuSeconds: __, ...host } = usage("host1", "one", 1);
    expect(costSample.parse({ ...sample(1e9, []), hosts: [host] })).toMatchObject({
      hosts: [{ ...host, cpuSeconds: null }],
    });
  });

  it("counts failed samples, and makes no figure of them", () => {
    const failed: CostSample = { ...sample(1, []), status: "failed", reason: "no" };
    const { bitsPerSecond, perGigabyte } = summariseCost([failed]);
    expect(bitsPerSecond).toMatchObject({ n: 0, failed: 1, median: null });
    expect(perGigabyte.agentUserSeconds.median).toBeNull();
  });
});
