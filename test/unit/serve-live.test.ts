import { describe, expect, it, vi } from "vitest";
import { Board } from "../../lib/runtime/serve/board.ts";
import type { CheckResult } from "../../lib/runtime/serve/results.ts";
import { type PageSocket, serving, tokenOf, trainerToken, workshop } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const trainers = `/trainer/${trainerToken}`;
const last = ({ told }: PageSocket, type: string) => told.findLast((message) => message.type === type);

it("tells a page that comes all there is", async () => {
  const { socket } = await serving();
  const page = socket(`${own}/live`);
  await expect
    .poll(() => page.told.map(({ type }) => type))
    .toEqual([...["clock", "task", "task", "notices", "terminals", "lab"]]);
  expect(last(page, "lab")).toMatchObject({ absent: null, drawing: expect.stringContaining("<svg") });
});

describe("a check", () => {
  it("goes red, then green, and is told to every page of the seat and to the trainer", async () => {
    let works = false;
    const result = (): CheckResult => ({
      ...{ says: "it works", level: "error", verdict: works ? "pass" : "fail", shows: "seen" },
    });
    const { socket, post } = await serving({
      workshop: workshop({
        check: async () => ({ verdict: result().verdict, checks: [result()] }),
      }),
    });
    const pages = [socket(`${own}/live`), socket(`${own}/live`)];
    const [trainer, other] = [socket(`${trainers}/live`), socket(`/seat/2/${tokenOf(2)}/live`)];
    await expect.poll(() => [...pages, other].every((page) => last(page, "lab"))).toBe(true);
    expect((await post(`${own}/check/first`)).status).toBe(202);
    for (const page of pages)
      await expect
        .poll(() => last(page, "task"))
        .toMatchObject({
          task: "first",
          working: null,
          progress: { verdict: "fail", failures: 1, solvedAt: null },
        });
    await expect
      .poll(() => last(trainer, "seats")?.rows)
      .toMatchObject([
        { seat: 1, current: 0, pages: 2, tasks: [{ failures: 1, solved: false }, {}] },
        {},
        {},
      ]);
    works = true;
    await post(`${own}/check/first`);
    for (const page of pages)
      await expect
        .poll(() => last(page, "task"))
        .toMatchObject({
          working: null,
          progress: { verdict: "pass", failures: 1, solvedAt: expect.any(String) },
        });
    await expect
      .poll(() => last(trainer, "seats")?.rows)
      .toMatchObject([{ current: 1, tasks: [{ solved: true }, {}] }, { current: 0 }, {}]);
    expect(last(other, "task")).toMatchObject({ task: "second", progress: { verdict: null } });
  });

  it("that cannot be made is neither red nor green", async () => {
    const { socket, post } = await serving({
      workshop: workshop({
        check: async () => {
          throw new Error("The lab is not up.");
        },
      }),
    });
    const page = socket(`${own}/live`);
    await post(`${own}/check/first`);
    await expect
      .poll(() => last(page, "task"))
      .toMatchObject({ progress: { verdict: "unknown", checks: [{ shows: "The lab is not up." }] } });
  });

  it("that lasts when the server ends is kept as interrupted, which is no try", async () => {
    let kept = "";
    const keep = (text: string) => {
      kept = text;
    };
    const started = vi.fn();
    const { post, served } = await serving({
      kept: { text: undefined, keep },
      workshop: workshop({
        check: (_seat, _task, signal) => {
          started();
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve({ verdict: "fail", checks: [] }));
          });
        },
      }),
    });
    await post(`${own}/check/first`);
    await expect.poll(() => started.mock.calls).toHaveLength(1);
    await served.close();
    await expect
      .poll(() => new Board(kept, keep).progress(1, "first"))
      .toMatchObject({
        ...{ verdict: "unknown", failures: 0 },
        checks: [{ shows: "It was interrupted: the server has ended." }],
      });
  });
});

it("tells the room when the break is over, and what the trainer says", async () => {
  const { socket, post } = await serving();
  const [one, two] = [socket(`${own}/live`), socket(`/seat/2/${tokenOf(2)}/live`)];
  await expect.poll(() => [one, two].every((page) => last(page, "notices"))).toBe(true);
  await post(`${trainers}/clock`, { minutes: "15", text: "Coffee" });
  await expect.poll(() => last(two, "clock")).toMatchObject({ text: "Coffee", until: expect.any(String) });
  await post(`${trainers}/message`, { seat: "", text: "Look <b>here</b>" });
  await post(`${trainers}/message`, { seat: "1", text: "You alone" });
  await expect
    .poll(() => last(one, "notices")?.notices)
    .toMatchObject([{ text: "Look <b>here</b>" }, { text: "You alone" }]);
  expect(last(two, "notices")?.notices).toMatchObject([{ text: "Look <b>here</b>" }]);
  await post(`${trainers}/clock`, { minutes: "0" });
  await expect.poll(() => last(two, "clock")).toMatchObject({ until: null });
  expect((await post(`${trainers}/clock`, { minutes: "1e9" })).status).toBe(400);
  expect((await post(`${trainers}/message`, { seat: "77", text: "x" })).status).toBe(400);
});

it("looks at a lab once, however often its page asks, and lets no other seat wait for one that hangs", async () => {
  const looks: string[] = [];
  const { labs } = await serving();
  const { socket, post } = await serving({
    labs: {
      ...labs,
      look: (lab, signal) => {
        looks.push(lab.name);
        return lab.name === "lab-1" ? new Promise(() => undefined) : labs.look(lab, signal);
      },
    },
  });
  const hanging = socket(`${own}/live`);
  await expect.poll(() => looks).toEqual(["lab-1"]);
  for (let times = 0; times < 20; times += 1) await post(`${own}/look`);
  const other = socket(`/seat/2/${tokenOf(2)}/live`);
  await expect.poll(() => last(other, "lab")).toBeDefined();
  expect(looks).toEqual(["lab-1", "lab-2"]);
  hanging.socket.terminate();
});

/** As a server kept it that was begun the day before, when its trainer looked at each seat. */
const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString();
const fresh = { verdict: null, checks: [], failures: 0, at: null, solvedAt: null, begunAt: null };
const keptYesterday = JSON.stringify({
  ...{ progress: {}, notices: [], clock: { until: null, text: "" }, since: yesterday },
  begun: { 1: yesterday, 2: yesterday },
});

it("counts how long a seat is at its first task from when somebody came to it, and anew once it was made anew", async () => {
  const began = new Date().toISOString();
  const { socket, post } = await serving({ kept: { text: keptYesterday, keep: () => undefined } });
  const trainer = socket(`${trainers}/live`);
  const sinces = () => {
    const rows = last(trainer, "seats")?.rows as { since: string | null }[] | undefined;
    return rows?.map(({ since }) => since);
  };
  await expect.poll(sinces).toEqual([yesterday, yesterday, null]);
  const third = socket(`/seat/3/${tokenOf(3)}/live`);
  const isFrom = (instant: string) => (at: unknown) => typeof at === "string" && at >= instant;
  await expect.poll(() => sinces()?.at(2)).toSatisfy(isFrom(began));
  await post(`${trainers}/reset`, { seat: "1" });
  await expect.poll(() => sinces()?.at(0)).toBeNull();
  // Whoever sits there when it is made anew begins there and then.
  const anew = new Date().toISOString();
  await post(`${trainers}/reset`, { seat: "3" });
  await expect.poll(() => sinces()?.at(2)).toSatisfy(isFrom(anew));
  third.socket.terminate();
});

describe("what is remembered", () => {
  it("is there after a restart", () => {
    let text = "";
    const keep = (kept: string) => {
      text = kept;
    };
    const before = new Board(undefined, keep);
    before.record(3, "constructor", { failures: 2 });
    before.say(null, "hello", new Date(0));
    before.setClock({ until: null, text: "Coffee" });
    before.begin(3, new Date(0));
    const after = new Board(text, keep);
    expect(after.progress(3, "constructor").failures).toBe(2);
    expect(after.notices(7)).toEqual([{ at: "1970-01-01T00:00:00.000Z", text: "hello" }]);
    after.begin(3, new Date(1));
    expect([after.clock.text, after.begun(3)]).toEqual(["Coffee", "1970-01-01T00:00:00.000Z"]);
    expect(after.progress(1, "constructor").verdict).toBe(null);
  });

  it("begins anew where it cannot be read", () => {
    expect(new Board("{", () => undefined).notices(1)).toEqual([]);
  });

  it("is what an earlier version kept, which knew of no seat when it was begun", () => {
    const text = JSON.stringify({
      progress: { 3: { first: { ...fresh, failures: 2 } } },
      ...{ notices: [], clock: { until: null, text: "Coffee" }, since: yesterday },
    });
    const board = new Board(text, () => undefined);
    expect([board.progress(3, "first").failures, board.clock.text, board.begun(3)]).toEqual([
      2,
      "Coffee",
      null,
    ]);
  });
});
