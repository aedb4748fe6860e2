import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { pathMtu } from "../../lib/probes/path-mtu.ts";
import { type PingResult, ping, pingKind } from "../../lib/probes/ping.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { benchOf } from "../fixtures/bench.ts";
import { ends, pingText, probing } from "../fixtures/probing.ts";

const answering = (text: string) => benchOf({ exec: () => text });

it("a ping keeps what was printed, and its exact command line", async () => {
  const bench = answering(pingText(20, 20));
  const result = (await runProbe(ping(ends), bench)) as PingResult;
  expect(result).toMatchObject({ status: "passed", transmitted: 20, received: 20, raw: "raw/ping.txt" });
  expect(result.command.join(" ")).toBe("docker exec client ping -n -c 20 -i 0.1 -W 1 10.244.2.2");
  expect(bench.kept.get("ping.txt")).toContain("20 packets transmitted");
  expect(pingKind.reading.lines(result)[0]?.figure).toBe("0 % loss, rtt median 0.100 ms");
});

it("a request that was lost is never shown as none", async () => {
  const result = (await runProbe(
    ping({ ...ends, count: 10_000 }),
    answering(pingText(10_000, 9_999)),
  )) as PingResult;
  expect(result.reason).toBe("1 of 10000 replies are missing");
  expect(pingKind.reading.lines(result)[0]?.figure).toMatch(/^0\.01 % loss, /);
});

it("a host is pinged at its first underlay address", async () => {
  const bench = answering(pingText(20, 20));
  await runProbe(ping({ from: { name: "host1" }, to: { name: "host2" } }), bench);
  expect(bench.done[0]).toBe(
    `start host1: ping -n -c 20 -i 0.1 -W 1 ${bench.lab.hosts[1]?.interfaces[0]?.address}`,
  );
});

it("a ping that is ended before its time goes on nowhere", async () => {
  const bench = benchOf({ exec: () => ({ exitCode: null }) });
  expect((await runProbe(ping({ ...ends, count: 10_000 }), bench)).status).toBe("failed");
  expect(bench.done).toEqual([
    "start client: ping -n -c 10000 -i 0.1 -W 1 10.244.2.2",
    "stop client: ping -n -c 10000 -i 0.1 -W 1 10.244.2.2",
  ]);
  const whole = answering(pingText(20, 20));
  await runProbe(ping(ends), whole);
  expect(whole.done).toHaveLength(1);
});

it("a ping whose docker exec was ended is told to end by itself", async () => {
  const { bench, context, commands } = probing((command) =>
    command.includes(" ping ") ? { exitCode: null } : undefined,
  );
  await runProbe(ping({ ...ends, count: 10_000 }), bench);
  rmSync(context.folder, { recursive: true });
  expect(commands.filter((command) => command.includes("kill -INT"))).toEqual([
    expect.stringContaining("/tmp/lab-test-ping.pid"),
  ]);
});

it("a lab that is expected to be broken, and works, fails for it", async () => {
  const spec = ping({ ...ends, count: 3, expect: "silence" });
  expect(await runProbe(spec, answering(pingText(3, 3)))).toMatchObject({
    status: "failed",
    reason:
      "3 of 3 replies came, but the lab is expected to be broken here: mend what it expects, or what it shows",
  });
  expect(await runProbe(spec, answering(pingText(3, 0)))).toMatchObject({ status: "passed", received: 0 });
});

it("silence is none where the machine that could answer is gone", async () => {
  const bench = benchOf({
    exec: () => pingText(20, 0),
    absence: (machine) => (machine === "host2" ? "host2 is gone." : null),
  });
  expect(await runProbe(ping({ ...ends, expect: "silence" }), bench)).toMatchObject({
    status: "failed",
    reason: "host2 is gone.",
  });
});

it.each([
  [1422, "passed", null],
  [
    1400,
    "failed",
    "the largest payload that crosses in one piece is 1400 bytes; by the mode's MTU it should be 1422",
  ],
  [-1, "failed", "no packet crossed in one piece, however small"],
] as const)("the largest payload that crosses is found: %i bytes", async (limit, status, reason) => {
  const bench = benchOf({
    exec: ({ command }) => pingText(3, Number(/-s (\d+)/.exec(command)?.[1]) <= limit ? 3 : 0),
  });
  expect(await runProbe(pathMtu(ends), bench)).toMatchObject({
    ...{ status, reason, expected: 1422, largest: limit < 0 ? null : limit },
  });
});

it("the search for the largest payload ends when the run is interrupted", async () => {
  const signal = AbortSignal.abort();
  expect(await runProbe(pathMtu(ends), benchOf({}, { signal }))).toMatchObject({
    reason: "it was interrupted before the largest payload was known",
    attempts: [],
  });
});
