import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { EngineTerminal } from "../../lib/runtime/engine/terminal.ts";
import type { Labs } from "../../lib/runtime/serve/labs.ts";
import { placesOf, type TerminalPlace } from "../../lib/runtime/serve/places.ts";
import { Session } from "../../lib/runtime/serve/terminals/session.ts";
import { Sessions } from "../../lib/runtime/serve/terminals/sessions.ts";
import { endOf } from "../../lib/runtime/serve/terminals/shell.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { FakeTerminal } from "../fixtures/serving.ts";

const id = "aaaaaaaa";
const lab = twoHosts();
const [place] = placesOf(lab) as [TerminalPlace];

/** Terminals of seat 1, whose engine opens and ends them as it is told; `ended` is what was asked to end. */
function sessions(open: () => Promise<EngineTerminal>, end: () => Promise<void> = async () => undefined) {
  const ended: string[] = [];
  const labs: Pick<Labs, "terminal" | "run"> = {
    terminal: open,
    async run(_lab, _at, command) {
      if (command.at(-1) !== endOf(id).at(-1)) return;
      ended.push(id);
      await end();
    },
  };
  const all = new Sessions(labs as Labs, () => undefined, 0);
  return { all, ended, begin: () => all.open(1, lab, place, id, { columns: 80, rows: 24 }) };
}

describe("a page that leaves a terminal that has ended", () => {
  it("is not held up by the next one of its ID, which fails", async () => {
    const terminal = new FakeTerminal();
    const { all, begin } = sessions(async () => {
      if (terminal.stream.destroyed) throw new Error("the engine does not answer");
      return terminal;
    });
    const session = await begin();
    terminal.stream.destroy();
    await expect.poll(() => all.of(1)).toEqual([]);
    const next = begin();
    const left = all.left(1, id, session);
    await expect(next).rejects.toThrow("the engine does not answer");
    await expect(left).resolves.toBeUndefined();
  });

  it("does not end the next one", async () => {
    const terminals = [new FakeTerminal(), new FakeTerminal()];
    let opened = 0;
    const { all, ended, begin } = sessions(async () => terminals[opened++] ?? new FakeTerminal());
    const session = await begin();
    terminals[0]?.stream.destroy();
    await expect.poll(() => all.of(1)).toEqual([]);
    const next = await begin();
    await all.left(1, id, session);
    // A timer of no seconds would have run by then.
    await delay(20);
    expect([ended, all.of(1).length]).toEqual([[], 1]);
    await all.left(1, id, next);
    await expect.poll(() => all.of(1)).toEqual([]);
    expect(ended).toEqual([id]);
  });
});

it("is ended once, however often that is asked for", async () => {
  let finish: () => void = () => undefined;
  const ending = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { all, ended, begin } = sessions(
    async () => new FakeTerminal(),
    () => ending,
  );
  await begin();
  const asked = Array.from({ length: 20 }, () => all.end(1, id));
  await expect.poll(() => ended.length).toBeGreaterThan(0);
  finish();
  await Promise.all(asked);
  expect(ended).toEqual([id]);
});

it("is given one size at a time, and the latest after it, however many a page sends", async () => {
  let apply: () => void = () => undefined;
  const terminal = new FakeTerminal();
  const sizes: string[] = [];
  terminal.resize = ({ columns, rows }) => {
    sizes.push(`${columns}x${rows}`);
    return new Promise((resolve) => {
      apply = resolve;
    });
  };
  const session = new Session(terminal, () => undefined);
  for (let columns = 1; columns <= 100; columns += 1) void session.resize({ columns, rows: 24 });
  expect(sizes).toEqual(["1x24"]);
  apply();
  await expect.poll(() => sizes).toEqual(["1x24", "100x24"]);
  apply();
  await delay(200);
  expect(sizes).toHaveLength(2);
  void session.resize({ columns: 132, rows: 50 });
  await expect.poll(() => sizes.at(-1)).toBe("132x50");
});
