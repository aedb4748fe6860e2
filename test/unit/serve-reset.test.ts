import { beforeEach, describe, expect, it } from "vitest";
import type { Seat, Workshop } from "../../lib/runtime/serve/workshop.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import {
  type PageSocket,
  seats,
  serving,
  task,
  tokenOf,
  trainerToken,
  workshop,
} from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const trainers = `/trainer/${trainerToken}`;
const last = ({ told }: PageSocket, type: string) => told.findLast((message) => message.type === type);

it("makes a seat anew and says so, also when that fails", async () => {
  let fails = true;
  const { socket, post } = await serving({
    workshop: workshop({
      reset: async () => {
        if (fails) throw new Error("the engine does not answer");
      },
    }),
  });
  const trainer = socket(`${trainers}/live`);
  const rows = () => last(trainer, "seats")?.rows;
  await expect.poll(rows).toHaveLength(3);
  await post(`${own}/check/first`);
  await expect.poll(rows).toMatchObject([{ tasks: [{ failures: 1 }, {}] }, {}, {}]);
  await post(`${trainers}/reset`, { seat: "1" });
  await expect.poll(rows).toMatchObject([{ doing: "the reset failed: the engine does not answer" }, {}, {}]);
  fails = false;
  await expect.poll(async () => (await post(`${trainers}/reset`, { seat: "1" })).status).toBe(202);
  await expect
    .poll(rows)
    .toMatchObject([{ doing: null, tasks: [{ failures: 0, verdict: null }, {}] }, {}, {}]);
});

it("leaves a seat's terminals to it where it cannot begin, and its failure until the seat is another", async () => {
  let since = "2026-11-26T09:00:00.000Z";
  const { socket, post, ran, terminals } = await serving({
    workshop: workshop({
      seats: async () => seats.map((seat): Seat => ({ ...seat, since })),
      reset: async () => {
        throw new Refusal("[lab-test] There is no such segment.");
      },
    }),
  });
  const [page, trainer] = [
    socket(`${own}/terminal?id=aaaaaaaa&at=host1&columns=80&rows=24`),
    socket(`${trainers}/live`),
  ];
  await expect.poll(() => page.told).toMatchObject([{ type: "clear" }]);
  const before = [...ran];
  await post(`${trainers}/reset`, { seat: "1" });
  const rows = () => last(trainer, "seats")?.rows;
  const doing = "the reset failed: [lab-test] There is no such segment.";
  await expect.poll(rows).toMatchObject([{ doing }, {}, {}]);
  expect([ran, terminals[0]?.stream.destroyed]).toEqual([before, false]);
  expect(await rowsOf(socket)).toMatchObject([{ doing }, { doing: null }, { doing: null }]);
  since = "2026-11-26T15:00:00.000Z";
  expect(await rowsOf(socket)).toMatchObject([{ state: "up", doing: null }, {}, {}]);
});

/** What a trainer's page is told that comes now. */
async function rowsOf(socket: (path: string) => PageSocket): Promise<unknown> {
  const page = socket(`${trainers}/live`);
  await expect.poll(() => last(page, "seats")).toBeDefined();
  page.socket.terminate();
  return last(page, "seats")?.rows;
}

describe("a seat that is to be made anew", () => {
  const many = [1, 2, 3, 4, 5, 6].map((seat) => ({
    ...{ seat, lab: `lab-${seat}`, state: "up", reason: null, token: tokenOf(seat) },
  }));
  const happens: string[] = [];
  /** Checks look until they are interrupted. */
  const lasting = (change: Partial<Workshop> = {}) =>
    workshop({
      seats: async () => many,
      check: ({ seat }, _task, signal, _each, inTurn) =>
        inTurn(() => {
          happens.push(`check ${seat}`);
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => {
              happens.push(`end ${seat}`);
              resolve({ verdict: "fail", checks: [] });
            });
          });
        }),
      reset: async ({ seat }) => void happens.push(`reset ${seat}`),
      ...change,
    });
  beforeEach(() => void happens.splice(0));

  it("waits neither for its own check nor for those of others", async () => {
    const { post } = await serving({ workshop: lasting() });
    for (const { seat, token } of many)
      expect((await post(`/seat/${seat}/${token}/check/first`)).status).toBe(202);
    await expect.poll(() => happens).toHaveLength(4);
    // The sixth's check waits for its turn, and the first's lasts.
    for (const seat of ["6", "1"]) expect((await post(`${trainers}/reset`, { seat })).status).toBe(202);
    await expect.poll(() => happens).toContain("reset 1");
    await expect.poll(() => happens).toContain("check 5");
    expect(happens.filter((what) => /[16]$/.test(what))).toEqual(["check 1", "reset 6", "end 1", "reset 1"]);
  });

  it("is checked like the others while checks of many wait between their looks", async () => {
    const check: Workshop["check"] = ({ seat }) => {
      happens.push(`wait ${seat}`);
      return new Promise(() => undefined);
    };
    const { post } = await serving({ workshop: lasting({ check }) });
    for (const { seat, token } of many) await post(`/seat/${seat}/${token}/check/first`);
    await expect.poll(() => happens).toHaveLength(many.length);
  });

  it("shows a check that was interrupted as such, which is no try", async () => {
    const fails = async () => {
      throw new Error("the engine does not answer");
    };
    const { post, socket } = await serving({ workshop: lasting({ reset: fails }) });
    const page = socket(`${own}/live`);
    await post(`${own}/check/first`);
    await expect.poll(() => happens).toEqual(["check 1"]);
    await post(`${trainers}/reset`, { seat: "1" });
    const interrupted = { shows: "It was interrupted: this seat is being made anew." };
    await expect
      .poll(() => page.told.findLast(({ task }) => task === "first"))
      .toMatchObject({
        ...{ working: null, progress: { verdict: "unknown", failures: 0, checks: [interrupted] } },
      });
  });

  it("is so once what breaks it has ended, which nothing ends half-way", async () => {
    let broken = () => {};
    const { post } = await serving({
      workshop: lasting({
        begin: () => {
          happens.push("begin");
          return new Promise((resolve) => {
            broken = () => {
              happens.push("begun");
              resolve();
            };
          });
        },
      }),
    });
    await post(`${own}/begin/second`);
    await expect.poll(() => happens).toEqual(["begin"]);
    expect((await post(`${trainers}/reset`, { seat: "1" })).status).toBe(202);
    expect((await post(`${own}/begin/second`)).status).toBe(409);
    broken();
    await expect.poll(() => happens).toEqual(["begin", "begun", "reset 1"]);
  });
});

it("does one thing at a time to a seat", async () => {
  let finish = () => {};
  const { post } = await serving({
    workshop: workshop({
      tasks: [task("slow")],
      check: () => new Promise((resolve) => (finish = () => resolve({ verdict: "pass", checks: [] }))),
      reset: () => new Promise(() => undefined),
    }),
  });
  const reset = () => post(`/trainer/${trainerToken}/reset`, { seat: "3" });
  expect((await post(`${own}/check/slow`)).status).toBe(202);
  expect((await post(`${own}/check/slow`)).status).toBe(409);
  expect((await reset()).status).toBe(202);
  expect((await reset()).status).toBe(409);
  expect((await post(`/seat/3/${tokenOf(3)}/check/slow`)).status).toBe(409);
  expect((await post(`/seat/2/${tokenOf(2)}/check/slow`)).status).toBe(202);
  finish();
});
