import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { readSessions } from "../../lib/probes/bgp-session.ts";

/** What BIRD 2.0.12 printed between a host, its peers and a router, some of which were set up to fail. */
const printed = (name: string) =>
  readFileSync(join(import.meta.dirname, `../fixtures/birdc-${name}.txt`), "utf8");

const down = { accepts: null, received: null, exported: null, best: null, lastError: null };

describe("a host's sessions", () => {
  const sessions = new Map(readSessions(printed("host")).map((session) => [session.peer, session]));

  it("are the BGP protocols and no others", () => {
    expect([...sessions.keys()]).toEqual([
      "10.0.0.61",
      ...["10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"],
    ]);
  });

  it("that are up have figures, none of which need be above zero", () => {
    expect(sessions.get("10.0.0.61")).toEqual({
      protocol: "Global_10_0_0_61",
      ...{ peer: "10.0.0.61", accepts: null, peerAs: 64512, localAs: 64512 },
      ...{ state: "Established", since: "12:14:43.705", seconds: 13.113 },
      ...{ received: 0, exported: 1, best: 0, lastError: null },
    });
  });

  it("that are down have BIRD's reason, or none where it names none: a wrong password, a passive end", () => {
    expect(sessions.get("10.0.0.4")).toMatchObject({
      ...down,
      state: "Connect",
      lastError: "Socket: No route to host",
    });
    expect(sessions.get("10.0.0.5")).toMatchObject({
      ...down,
      ...{ peerAs: 65000, state: "Idle", seconds: 8.04, lastError: "BGP Error: Bad peer AS" },
    });
    expect(sessions.get("10.0.0.3")).toMatchObject({ ...down, state: "Connect" });
    expect(sessions.get("10.0.0.6")).toMatchObject({ ...down, state: "Passive" });
    expect(sessions.get("10.0.0.7")).toMatchObject({ ...down, state: "Down" });
  });
});

it("a router's dynamic sessions have peers; what waits for more has a network instead", () => {
  expect(
    readSessions(printed("router")).map(({ protocol, peer, accepts, state }) => [
      protocol,
      peer,
      accepts,
      state,
    ]),
  ).toEqual([
    ["nodes_10_0_0_0_26", null, "10.0.0.0/26", "Passive"],
    ["node1", "10.0.0.2", null, "Established"],
    ["node2", "10.0.0.1", null, "Active"],
  ]);
  expect(readSessions(printed("router"))[2]).toMatchObject({
    lastError: "Received: Administrative reset",
    seconds: 0,
  });
});

describe("how long a session has been so", () => {
  const since = (text: string, now: string) =>
    readSessions(
      printed("host")
        .replace(/server time is .*/, `server time is ${now}`)
        .replaceAll("12:14:43.705", text),
    )[0]?.seconds;

  it("counts across midnight", () => {
    expect(since("23:59:58.500", "2026-11-24 00:00:01.000")).toBe(2.5);
  });

  it("is not known once BIRD prints no more than the date", () => {
    expect(since("2026-11-22", "2026-11-24 00:00:01.000")).toBeNull();
  });
});

it.each([
  ["spaces", `x${" ".repeat(2 ** 21)}y`],
  ["digits", "1".repeat(2 ** 21)],
])("are read from lines of %s without end", (_, line) => {
  const text = printed("host").replace(/(Neighbor address|Routes): .*/g, `$1:   ${line}`);
  // Of an expression that backtracks this would be for hours.
  const read = () => runInNewContext("read(text)", { read: readSessions, text }, { timeout: 60_000 });
  expect(read()).toHaveLength(7);
});

it("a machine without BIRD prints nothing and has none", () => {
  expect(readSessions("")).toEqual([]);
});
