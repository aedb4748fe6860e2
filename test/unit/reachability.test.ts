import { describe, expect, it } from "vitest";
import {
  complaintAfter,
  complaintBefore,
  isDecided,
  reachability,
} from "../../lib/probes/convergence/reachability.ts";
import {
  type Echo,
  readTimedPing,
  timedPingCommand,
  timeToSend,
} from "../../lib/probes/convergence/timed-ping.ts";
import { convergence } from "../../lib/probes/convergence.ts";
import { hostAdded, sessionDown, workloadAdded } from "../../lib/probes/convergence-events.ts";

const [client, server] = [
  { name: "client", host: "host1" },
  { name: "server", host: "host2" },
];
const event = sessionDown({ host: { name: "host1" }, peer: { name: "host2" } });
const spec = convergence({ event, from: client, to: server, count: 20 });

/** Requests 0.1 s apart from time 0 on: `.` is answered after a millisecond, `x` is not. */
const echoes = (pattern: string): Echo[] =>
  [...pattern].map((sign, index) => {
    const sentAt = Number((index / 10).toFixed(1));
    return { sequence: index + 1, sentAt, answeredAt: sign === "." ? sentAt + 0.001 : null };
  });

describe("a timed ping", () => {
  it("can be ended by its process number, and tells of every request", () => {
    expect(timedPingCommand(910, "10.244.2.0")).toEqual(
      "ping -n -D -O -c 910 -i 0.1 -W 1 10.244.2.0".split(" "),
    );
  });

  it("is read request by request, as iputils 20221126 prints them", () => {
    const text = `PING 10.244.2.0 (10.244.2.0) 56(84) bytes of data.
[1795522994.399133] 64 bytes from 10.244.2.0: icmp_seq=1 ttl=62 time=0.133 ms
[1795522994.599593] no answer yet for icmp_seq=2
[1795522994.610000] From 10.244.1.1 icmp_seq=3 Destination Host Unreachable
[1795522994.699793] no answer yet for icmp_seq=3
[1795522994.799793] no answer yet for icmp_seq=4
[1795522994.899793] 64 bytes from 10.244.2.0: icmp_seq=4 ttl=62 time=200 ms
[1795522994.899993] 64 bytes from 10.244.2.0: icmp_seq=4 ttl=62 time=200 ms (DUP!)
`;
    const read = readTimedPing(text);
    expect(read.map(({ sequence, answeredAt }) => [sequence, answeredAt])).toEqual([
      [1, 1795522994.399133],
      [2, null],
      [3, null],
      [4, 1795522994.899793],
    ]);
    expect(read.map(({ sentAt }) => Number((sentAt - 1795522994).toFixed(3)))).toEqual([
      0.399, 0.5, 0.6, 0.7,
    ]);
    expect(readTimedPing("ping: connect: Network is unreachable")).toEqual([]);
  });

  it("leaves out the newest requests while they may still be answered, on a long way", () => {
    const unanswered = Array.from(
      { length: 13 },
      (_, index) => `[${(100.2 + index / 10).toFixed(1)}] no answer yet for icmp_seq=${index + 2}\n`,
    );
    const known = (...lines: string[]) =>
      readTimedPing(
        ["[100.001] 64 bytes from 10.244.2.0: icmp_seq=1 ttl=62 time=1 ms\n", ...lines].join(""),
      ).map(({ sequence }) => sequence);
    expect(known(...unanswered.slice(0, 8))).toEqual([1]);
    const error = "[101.45] From 10.244.1.1 icmp_seq=9 Destination Host Unreachable\n";
    expect(known(...unanswered, error)).toEqual([1, 2, 3, 4, 5]);
    const late = "[101.46] 64 bytes from 10.244.2.0: icmp_seq=13 ttl=62 time=260 ms\n";
    expect(known(...unanswered, error, late)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });
});

describe("reachability around an event at 1.05 s", () => {
  it.each([
    // The eleventh request, at 1.0 s, is before the event.
    ["....................", 0, 9, 0, 0.1],
    ["...........xxxx......", 0.451, 10, 4, 0.5],
    // A late blip counts: it is the answer that lasts which is asked for.
    ["...........xx..x..", 0.551, 7, 3, 0.3],
    ["xxxxxxxxxxxxxxxxx....", 0.651, 10, 6, 0.651],
    ["...........xxxxx", null, 5, 5, 0.499],
    ["xxxxxxxxxxxxxx", null, 3, 3, 0.25],
  ])("%s", (pattern, seconds, transmitted, lost, gap) => {
    const found = reachability(echoes(pattern), 1.05);
    expect({ ...found, longestGapSeconds: Number(found.longestGapSeconds.toFixed(3)) }).toEqual({
      secondsToReach: seconds === null ? null : seconds === 0 ? 0 : expect.closeTo(seconds, 6),
      ...{ transmitted, lost, received: transmitted - lost, longestGapSeconds: gap },
    });
  });

  it("of no request is no reachability", () => {
    expect(reachability([], 1.05)).toMatchObject({ secondsToReach: null, transmitted: 0 });
  });
});

describe("it is decided", () => {
  const decided = (pattern: string, change: object = {}) =>
    isDecided(echoes(pattern), 0, { ...spec, ...change });

  it("when all requests were sent and the last ten answered", () => {
    expect(decided(".".repeat(19))).toBe(false);
    expect(decided(".".repeat(20))).toBe(true);
    expect(decided(`${"x".repeat(15)}.....`)).toBe(false);
    expect(decided(`${"x".repeat(25)}${".".repeat(10)}`)).toBe(true);
  });

  it("not before all requests were sent, however little time there is", () => {
    expect(decided("x".repeat(15), { within: 1 })).toBe(false);
    expect(decided("x".repeat(20), { within: 1 })).toBe(true);
    expect(timeToSend({ within: 1, count: 1000 })).toBeGreaterThan(100);
  });

  it("when the time is up", () => {
    expect(decided("x".repeat(30), { within: 3 })).toBe(false);
    expect(decided("x".repeat(32), { within: 3 })).toBe(true);
  });
});

describe("an event is complained of", () => {
  const added = convergence({ event: workloadAdded({ host: { name: "host2" } }), from: client });

  it("when things were not as they are to be before it", () => {
    expect(complaintBefore(spec, echoes(".."))).toBeNull();
    expect(complaintBefore(spec, echoes(".x"))).toBe(
      "server did not answer client before the event, so nothing can be told of it",
    );
    expect(complaintBefore(added, echoes("xx"))).toBeNull();
    expect(complaintBefore(added, echoes(".x"))).toBe(
      "newcomer answered client before the event, when it was not to be there yet",
    );
    const joins = convergence({ event: hostAdded({ host: { name: "host2" } }), from: client, to: server });
    expect(complaintBefore(joins, echoes("."))).toContain("not to be there yet");
  });

  it("when it is not got over in time, or costs too much", () => {
    const said = (pattern: string, change: object) =>
      complaintAfter({ ...spec, count: 4, ...change }, reachability(echoes(pattern), 0.05));
    expect(said("..xx..", {})).toBeNull();
    expect(said("..xxx", {})).toBe(
      "server did not answer client within 60 s of the event: 3 of 4 echo requests were lost",
    );
    expect(said("..xxxxxxxxxx..", { within: 1 })).toBe(
      "server answered client only 1.2 s after the event; it was to within 1 s",
    );
    expect(said("..xx..", { maxLost: 1 })).toBe("2 of 5 echo requests were lost; 1 may be");
    expect(said("..x...", { maxLost: 1 })).toBeNull();
  });

  it("when ping ended before all was sent", () => {
    expect(complaintAfter(spec, reachability(echoes("......"), 0.05))).toBe(
      "ping ended when 5 of 20 echo requests were sent after the event",
    );
  });
});

it("a probe pings the workload that its event adds", () => {
  expect(convergence({ event: workloadAdded({ host: { name: "host2" } }), from: client })).toEqual({
    kind: "convergence",
    name: "convergence",
    event: { kind: "workload-added", host: "host2", workload: "newcomer" },
    from: client,
    to: { name: "newcomer", host: "host2" },
    ...{ within: 60, maxLost: null, count: 100 },
  });
});
