import { setTimeout as delay } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { bringUp, makeAnew, type SeatOutcome, takeDown } from "../../lib/runtime/workshop/bring-up.ts";
import type { Seat } from "../../lib/workshop/seat.ts";
import { FakePort, FakeWatcher, seat, seats } from "../fixtures/seats.ts";

let port: FakePort;
let watch: FakeWatcher;
beforeEach(() => {
  port = new FakePort();
  watch = new FakeWatcher();
});
const work = (parallel = 2, signal = new AbortController().signal) => ({ port, watch, parallel, signal });
/** Seats as they are in their records. */
const recorded = (all: readonly Seat[]) => {
  for (const each of all) port.records.set(each.seat, each);
  return all;
};
const errors = (outcomes: readonly SeatOutcome[]) =>
  outcomes.flatMap(({ seat, error }) => (error === null ? [] : [`${seat.seat}: ${error}`]));

describe("seats that come up", () => {
  it("are deployed so many at a time, and their records say so before and after", async () => {
    const inRecord: string[] = [];
    port.does = async (_, { seat }) => {
      inRecord.push(`${seat} ${port.records.get(seat)?.state}`);
      await delay(5);
    };
    const outcomes = await bringUp(recorded(seats(5)), work(2));
    expect(errors(outcomes)).toEqual([]);
    expect(port.most).toBe(2);
    expect(inRecord).toEqual(["1 starting", "2 starting", "3 starting", "4 starting", "5 starting"]);
    expect(port.states()).toEqual(["1 up", "2 up", "3 up", "4 up", "5 up"]);
  });

  it("are made afresh once when they fail, after all others were tried", async () => {
    let failures = 0;
    port.does = (what, { seat }) => {
      if (what === "deploy" && seat === 2 && ++failures === 1) throw new Error("no room");
    };
    const outcomes = await bringUp(recorded(seats(3)), work(1));
    expect(errors(outcomes)).toEqual([]);
    expect(port.calls).toEqual([
      ...["deploy 1", "deploy 2", "deploy 3"],
      ...["await the engine of 2", "destroy 2", "deploy 2"],
    ]);
    expect(watch.said).toEqual(["2: failed, and is made afresh: no room"]);
    expect(watch.seen.filter((text) => text.startsWith("2"))).toEqual([
      ...["2 starting", "2 failed", "2 resetting", "2 up"],
    ]);
  });

  it("fail alone when the second try fails as well, with the reason in the record", async () => {
    port.does = (what, { seat }) => {
      if (what === "deploy" && seat === 2) throw new Error("no room");
    };
    const outcomes = await bringUp(recorded(seats(3)), work());
    expect(errors(outcomes)).toEqual(["2: no room"]);
    expect(port.calls.filter((call) => call === "deploy 2")).toHaveLength(2);
    expect(port.records.get(2)).toMatchObject({ state: "failed", reason: "no room" });
    expect(port.records.get(3)).toMatchObject({ state: "up", reason: null });
  });

  it.each<Partial<Seat>>([{ state: "planned" }, { state: "failed", reason: "no room" }])(
    "are left as they are, and not tried again, where somebody else is at work on them: %j",
    async (change) => {
      let asked = 0;
      port.held = ({ seat }) => {
        if (seat === 1 && ++asked === 1) throw new Refusal("a reset of lab-test-1 is at work");
      };
      const all = recorded([seat(1, change), seat(2)]);
      const outcomes = await bringUp(all, work());
      expect(errors(outcomes)).toEqual(["1: a reset of lab-test-1 is at work"]);
      expect(port.calls).toEqual(["deploy 2"]);
      expect(port.states()).toEqual([`1 ${change.state}`, "2 up"]);
    },
  );

  it("are left in peace that somebody has mended while the others came up", async () => {
    port.does = (what, { seat: number }) => {
      if (what === "deploy" && number === 2) throw new Error("no room");
      if (number === 3) recorded([seat(2, { state: "up" })]);
    };
    const outcomes = await bringUp(recorded(seats(3)), work(1));
    expect(errors(outcomes)).toEqual([]);
    expect(outcomes.map(({ seat }) => seat.state)).toEqual(["up", "up", "up"]);
    expect(port.calls).toEqual(["deploy 1", "deploy 2", "deploy 3"]);
    expect(watch.said).toEqual([]);
    expect(watch.seen.filter((text) => text.startsWith("2"))).toEqual(["2 starting", "2 failed", "2 up"]);
  });

  it("are left in peace that somebody has mended before their turn came", async () => {
    port.does = (_, { seat: number }) => {
      if (number === 1) recorded([seat(2, { state: "up", since: "2026-11-26T09:01:00.000Z" })]);
    };
    const all = recorded([seat(1), seat(2, { state: "failed", reason: "no room" })]);
    expect(errors(await bringUp(all, work(1)))).toEqual([]);
    expect(port.calls).toEqual(["deploy 1"]);
  });

  it("come up from what is there of them where they were up, and their machines do not run", async () => {
    expect(errors(await bringUp(recorded([seat(1, { state: "up" })]), work()))).toEqual([]);
    expect(port.calls).toEqual(["deploy 1"]);
  });

  it.each(["resetting", "removing"] as const)(
    "come up from nothing where they were left %s: hosts of before may be there still",
    async (state) => {
      expect(errors(await bringUp(recorded([seat(1, { state })]), work()))).toEqual([]);
      expect(port.calls).toEqual(["destroy 1", "deploy 1"]);
      expect(watch.seen).toEqual(["1 resetting", "1 up"]);
    },
  );

  it("have a link once hosts of before are gone, at the second try as well, and none while these stay", async () => {
    let failures = 0;
    const links: string[] = [];
    port.does = (what, { seat }) => {
      links.push(`${what} ${seat}: ${port.links.has(seat)}`);
      if (what === "destroy" && (seat === 2 || (seat === 1 && ++failures === 1))) throw new Error("it stays");
    };
    const all = recorded([seat(1, { state: "removing" }), seat(2, { state: "failed", remains: true })]);
    expect(errors(await bringUp(all, work(1)))).toEqual(["2: it stays"]);
    expect(links).toEqual([
      ...["destroy 1: false", "destroy 2: false"],
      ...["destroy 1: false", "deploy 1: true", "destroy 2: false"],
    ]);
    expect([...port.links]).toEqual([1]);
  });

  it.each([
    ["reset", makeAnew],
    ["removal", takeDown],
  ])("come up from nothing after a %s that failed, or was interrupted", async (_, begin) => {
    const controller = new AbortController();
    port.does = () => {
      controller.abort();
      throw new Error("the network has active endpoints");
    };
    const all = recorded([seat(1, { state: "up" })]);
    expect(errors(await begin(all, work(1, controller.signal)))).toEqual(["1: It was interrupted."]);
    expect(port.records.get(1)).toMatchObject({ state: "failed", remains: true });
    port.does = () => undefined;
    port.calls.length = 0;
    const left = [...port.records.values()];
    expect(errors(await bringUp(left, work()))).toEqual([]);
    expect(port.calls).toEqual(["destroy 1", "deploy 1"]);
    expect(port.records.get(1)).toMatchObject({ state: "up", remains: false });
  });

  it("are not begun after an interrupt; those under way say that they were interrupted, and nothing is tried again", async () => {
    const controller = new AbortController();
    port.does = (_, { seat }) => {
      if (seat !== 2) return;
      controller.abort();
      throw new Error("terraform ended");
    };
    const outcomes = await bringUp(recorded(seats(4)), work(1, controller.signal));
    expect(errors(outcomes)).toEqual([
      "2: It was interrupted.",
      "3: It was not begun: interrupted.",
      "4: It was not begun: interrupted.",
    ]);
    expect(port.calls).toEqual(["deploy 1", "deploy 2"]);
    expect(port.states()).toEqual(["1 up", "2 failed", "3 planned", "4 planned"]);
    // Its hosts are those that it had: what is there of them is gone on with.
    expect(port.records.get(2)).toMatchObject({ remains: false });
  });

  it("are told of in the order of their numbers, however they end", async () => {
    port.does = async (_, { seat }) => delay(10 - seat);
    const outcomes = await bringUp(recorded(seats(3)), work(3));
    expect(outcomes.map((outcome) => outcome.seat.seat)).toEqual([1, 2, 3]);
  });

  it("fail where their record cannot be written, before anything is made", async () => {
    port.keep = async () => {
      throw new Error("No space left");
    };
    expect(errors(await bringUp(recorded(seats(1)), work()))).toEqual(["1: No space left"]);
    expect(port.calls).toEqual([]);
  });
});

describe("seats that are made anew", () => {
  it("go first, and come up from nothing", async () => {
    const outcomes = await makeAnew(recorded([seat(3, { state: "up" })]), work());
    expect(outcomes).toMatchObject([{ seat: { seat: 3, state: "up", lab: "lab-test-3" }, error: null }]);
    expect(port.calls).toEqual(["destroy 3", "deploy 3"]);
    expect(watch.seen).toEqual(["3 resetting", "3 up"]);
  });

  it("are tried once more where the engine did not remove them", async () => {
    let failures = 0;
    port.does = (what) => {
      if (what === "destroy" && ++failures === 1) throw new Error("the engine counts wrong");
    };
    expect(errors(await makeAnew(recorded([seat(3, { state: "up" })]), work()))).toEqual([]);
    expect(port.calls).toEqual(["destroy 3", "await the engine of 3", "destroy 3", "deploy 3"]);
  });

  it("are nothing any more that went before their labs were held, and get no record again", async () => {
    const all = recorded(seats(2, { state: "up" }));
    port.held = ({ seat }) => {
      if (seat === 1) port.records.delete(1);
    };
    expect(errors(await makeAnew(all, work(1)))).toEqual(["1: It was taken down meanwhile."]);
    expect(port.calls).toEqual(["destroy 2", "deploy 2"]);
    expect(port.states()).toEqual(["2 up"]);
  });

  it("are not up after all where their workshop was taken down while they came up", async () => {
    port.does = (what, { seat }) => {
      if (what === "deploy" && seat === 1) port.records.delete(1);
    };
    const outcomes = await makeAnew(recorded(seats(2, { state: "up" })), work(1));
    expect(errors(outcomes)).toEqual(["1: It was taken down meanwhile."]);
    expect(port.states()).toEqual(["2 up"]);
  });
});

describe("seats that go", () => {
  it("are forgotten once nothing is left of them, whatever state they were in", async () => {
    const all = [seat(1, { state: "up" }), seat(2, { state: "failed", reason: "x" }), seat(3)];
    for (const each of all) await port.keep(each);
    expect(errors(await takeDown(all, work()))).toEqual([]);
    expect(port.calls.sort()).toEqual(["destroy 1", "destroy 2", "destroy 3"]);
    expect(port.states()).toEqual([]);
    expect(watch.seen.slice(-1)).toEqual(["3 gone"]);
  });

  it("stay in the record where they cannot be removed", async () => {
    port.does = (_, { seat }) => {
      if (seat === 2) throw new Error("the network has active endpoints");
    };
    const outcomes = await takeDown(seats(3, { state: "up" }), work());
    expect(errors(outcomes)).toEqual(["2: the network has active endpoints"]);
    expect(port.states()).toEqual(["2 failed"]);
  });
});
