import { describe, expect, it } from "vitest";
import type { ConvergenceResult } from "../../lib/probes/convergence/result.ts";
import type { ConvergenceSpec } from "../../lib/probes/convergence/spec.ts";
import { convergence } from "../../lib/probes/convergence.ts";
import {
  hostAdded,
  linkDown,
  reflectorKilled,
  sessionDown,
  workloadAdded,
} from "../../lib/probes/convergence-events.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { type Asked, benchOf, type Table, type TestBench } from "../fixtures/bench.ts";
import { ends, twoHosts } from "../fixtures/probing.ts";

const [host1, host2] = [{ name: "host1" }, { name: "host2" }];
const began = 1_700_000_000;

/** What `ping -D -O` has printed after so many seconds, when it is answered at some of them. */
const pinged = ({ seconds }: Asked, answers: (second: number) => boolean): string =>
  Array.from({ length: Math.floor(seconds * 10) }, (_, index) => {
    const at = began + index / 10;
    return answers(index / 10)
      ? `[${at}] 64 bytes from 10.244.2.2: icmp_seq=${index + 1} ttl=62 time=1 ms\n`
      : `[${at + 0.1}] no answer yet for icmp_seq=${index + 1}\n`;
  }).join("");

/** The same where an answer takes longer than the next request: ping first says of each that there is none yet. */
const pingedSlowly = ({ seconds }: Asked, answers: (second: number) => boolean, roundTrip: number): string =>
  Array.from({ length: Math.ceil(seconds * 10) }, (_, index) => ({ sequence: index + 1, sent: index / 10 }))
    .flatMap(({ sequence, sent }) => [
      { at: sent + 0.1, says: `no answer yet for icmp_seq=${sequence}` },
      ...(answers(sent)
        ? [
            {
              at: sent + roundTrip,
              says: `64 bytes from 10.244.2.2: icmp_seq=${sequence} ttl=62 time=${1000 * roundTrip} ms`,
            },
          ]
        : []),
    ])
    .filter(({ at }) => at <= seconds)
    .sort((a, b) => a.at - b.at)
    .map(({ at, says }) => `[${began + at}] ${says}\n`)
    .join("");

const address = twoHosts().hosts[1]?.interfaces[0]?.address;

/** host1's session with host2, as BIRD tells of it. */
const session = (state: string, since = "09:15:00.000") => `Current server time is 2026-03-02 09:15:04.000

Mesh_host2 BGP        ---        up     ${since}  ${state}
  BGP state:          ${state}
    Neighbor address: ${address}
    Neighbor AS:      64512
    Local AS:         64512
`;
const dateAt = (seconds: number) => `${began + seconds}\n`;

/** A ready lab whose workload is out of reach from `lost` on, for `gap` seconds. */
function lab(lost: number, gap: number, table: Partial<Table> = {}, signal?: AbortSignal): TestBench {
  return benchOf(
    {
      running: table.running ?? ((asked) => pinged(asked, (second) => second < lost || second >= lost + gap)),
      exec: (asked) => {
        const said = table.exec?.(asked);
        if (said !== undefined) return said;
        if (asked.command === "date +%s.%N") return dateAt(1);
        return asked.command === "underlay-bgp" ? session("Established") : undefined;
      },
      ...(table.machine ? { machine: table.machine } : {}),
    },
    signal ? { signal } : {},
  );
}
const run = async (spec: ConvergenceSpec, bench: TestBench) =>
  (await runProbe(spec, bench)) as ConvergenceResult;
const event = sessionDown({ host: host1, peer: host2 });
const acts = ({ done }: TestBench) =>
  done.filter((what) => /^(kill|start|stop) host|restart|underlay-workload/.test(what));

describe("a convergence probe", () => {
  it("tells how long the workload was out of reach, and takes the event back", async () => {
    const bench = lab(1.5, 1);
    const result = await run(convergence({ event, ...ends, count: 40 }), bench);
    expect(result).toMatchObject({
      ...{ status: "passed", reason: null, from: "client", to: "server", event },
      ...{ secondsToReach: 1.5, lost: 10, longestGapSeconds: 1.1, raw: "raw/convergence.txt" },
      command: { event: ["docker", "exec", "host1", "underlay-bgp", "restart", "Mesh_host2"] },
    });
    expect(result.eventAt).toBe(new Date((began + 1) * 1000).toISOString());
    expect(acts(bench)).toEqual(["host1: underlay-bgp restart Mesh_host2"]);
    expect(bench.done.filter((what) => what.startsWith("stop client"))).toHaveLength(1);
    expect(bench.kept.get("convergence.txt")).toContain("no answer yet");
  });

  it("measures as well where a round trip lasts longer than the time between two requests", async () => {
    const running = (asked: Asked) => pingedSlowly(asked, (second) => second < 1.5 || second >= 2.5, 0.3);
    expect(await run(convergence({ event, ...ends, count: 40 }), lab(1.5, 1, { running }))).toMatchObject({
      ...{ status: "passed", reason: null, secondsToReach: 1.8, lost: 10, longestGapSeconds: 1.1 },
    });
    const silent = (asked: Asked) => pingedSlowly(asked, (second) => second < 0.5, 0.3);
    expect((await run(convergence({ event, ...ends }), lab(1.5, 1, { running: silent }))).reason).toBe(
      "server did not answer client before the event, so nothing can be told of it",
    );
  });

  it("sets a link up again, with the routes over it, when others have found another way", async () => {
    const exec = ({ command }: Asked) => (command.startsWith("underlay-device") ? "eth1\n" : undefined);
    const bench = lab(1.5, 1, { exec });
    const event = linkDown({ machine: host1, segment: { name: "underlay" } });
    const result = await run(convergence({ event, ...ends, count: 40 }), bench);
    expect(result).toMatchObject({ status: "passed", secondsToReach: 1.5, event });
    const set = bench.done.filter((what) => what.includes("ip link set"));
    expect(set).toEqual([
      expect.stringMatching(/^host1: sh -c .*ip route save .* down eth1$/),
      expect.stringMatching(/^host1: sh -c .* up && .*ip route restore .* eth1$/),
    ]);
    expect(result.command.event).toEqual(expect.arrayContaining(["host1", "sh", "eth1"]));
  });

  it("fails where the workload never comes back, or too late", async () => {
    const spec = convergence({ event, ...ends, count: 20, within: 2 });
    expect((await run(spec, lab(1.5, 100))).reason).toMatch(
      /^server did not answer client within 2 s of the event: /,
    );
    expect((await run({ ...spec, count: 40 }, lab(1.5, 2.5))).reason).toMatch(
      /^server answered client only 3\.0 s after the event/,
    );
  });

  it("tells nothing of a lab that was not ready, or not in reach, before", async () => {
    const spec = convergence({ event, ...ends });
    const unready = lab(1.5, 1, {
      exec: ({ command }) =>
        command.startsWith("underlay-ready") ? { stdout: "gate cni fails", exitCode: 1 } : undefined,
    });
    expect(await run(spec, unready)).toMatchObject({
      reason: "host1 is not ready before the event: gate cni fails",
      transmitted: null,
    });
    expect(acts(unready)).toEqual([]);
    const mute = lab(1.5, 1, {
      exec: ({ command }) => (command.startsWith("underlay-ready") ? { exitCode: null } : undefined),
    });
    expect((await run(spec, mute)).reason).toBe("host1 is not ready before the event: it does not answer");
    const silent = lab(0, 100);
    expect((await run(spec, silent)).reason).toBe(
      "server did not answer client before the event, so nothing can be told of it",
    );
    expect(acts(silent)).toEqual([]);
  });

  it("causes nothing without a session to end", async () => {
    const bench = lab(1.5, 1, { exec: ({ command }) => (command === "underlay-bgp" ? "" : undefined) });
    expect((await run(convergence({ event, ...ends }), bench)).reason).toBe(
      "host1 has no BGP session with host2 that is Established. It has some with: nobody.",
    );
    expect(bench.done.some((what) => what.startsWith("start client"))).toBe(false);
  });

  it("says what is not as before, when that lasts", async () => {
    let asked = 0;
    const bench = lab(1.5, 1, {
      exec: ({ at, command }) => {
        if (command !== "underlay-bgp" || at.host !== "host1") return undefined;
        asked += 1;
        return session(asked > 1 ? "Active" : "Established");
      },
    });
    expect((await run(convergence({ event, ...ends, count: 20 }), bench)).reason).toBe(
      `the lab is not as before within 120 s of the event: host1 has no session with ${address}`,
    );
  });

  it("that is interrupted takes the event back all the same", async () => {
    const controller = new AbortController();
    const bench = lab(
      1.5,
      1,
      { machine: (_, action) => action === "kill" && controller.abort() },
      controller.signal,
    );
    const killed = convergence({ event: reflectorKilled({ host: { name: "host1" } }), ...ends });
    expect((await run(killed, bench)).reason).toBe("it was interrupted");
    expect(acts(bench)).toEqual(["kill host1", "start host1"]);
  });
});

describe("an event", () => {
  it("that kills a host starts it again, and renews the sessions that its peers still believe in", async () => {
    const bench = lab(1.5, 1);
    const killed = convergence({ event: reflectorKilled({ host: host2 }), ...ends, count: 20 });
    expect((await run(killed, bench)).command.event).toEqual(["docker", "kill", "lab-test-host2"]);
    expect(acts(bench)).toEqual(["kill host2", "start host2", "host1: underlay-bgp restart Mesh_host2"]);
  });

  it.each([
    [reflectorKilled({ host: host2 }), ["kill host2", "start host2"]],
    [hostAdded({ host: host2 }), ["stop host2", "start host2"]],
  ])("that cannot be made to happen is taken back all the same: %j", async (event, done) => {
    let tried = 0;
    const bench = benchOf({
      running: (asked) => pinged(asked, () => event.kind === "reflector-killed"),
      exec: ({ command }) => (command.startsWith("date") ? dateAt(1) : undefined),
      machine: () => {
        tried += 1;
        if (tried === 1) throw new Error("the engine is busy");
      },
    });
    expect((await run(convergence({ event, ...ends }), bench)).reason).toBe("the engine is busy");
    expect(acts(bench).slice(0, 2)).toEqual(done);
  });

  it("that adds a host stops it beforehand", async () => {
    const bench = benchOf({
      running: (asked) => pinged(asked, (second) => second >= 3),
      exec: ({ command }) => (command.startsWith("date") ? dateAt(1) : undefined),
    });
    const result = await run(convergence({ event: hostAdded({ host: host2 }), ...ends, count: 40 }), bench);
    expect(result).toMatchObject({
      status: "passed",
      secondsToReach: 2,
      command: { event: ["docker", "start", "lab-test-host2"] },
    });
    expect(acts(bench)).toEqual(["stop host2", "start host2", "start host2"]);
  });

  it("that adds a workload pings the address that it gets, and removes it", async () => {
    const bench = benchOf({
      running: (asked) => pinged(asked, (second) => second >= 2),
      exec: ({ command }) => {
        if (command.startsWith("date")) return dateAt(1);
        return command.includes("underlay-workload add") ? "10.244.2.9\n" : undefined;
      },
    });
    const added = convergence({ event: workloadAdded({ host: host2 }), from: ends.from, count: 30 });
    expect(await run(added, bench)).toMatchObject({ status: "passed", to: "newcomer", secondsToReach: 1 });
    expect(bench.done.find((what) => what.startsWith("start client"))).toMatch(/ 10\.244\.2\.9$/);
    expect(acts(bench)).toEqual(
      ["rm", "add", "rm", "add", "rm"].map((verb) => `host2: underlay-workload ${verb} newcomer`),
    );
  });
});
