import { describe, expect, it } from "vitest";
import { runCheck } from "../../lib/tasks/run/run-check.ts";
import { runTask } from "../../lib/tasks/run/run-task.ts";
import { checked, checkOf, groundOf, short } from "../fixtures/ground.ts";
import { pingText } from "../fixtures/probing.ts";

describe("a check that waits", () => {
  const answersAfter = (seconds: number) => ({
    exec: (asked: { seconds: number }) => pingText(3, asked.seconds >= seconds ? 3 : 0),
  });
  const ping = (wait: number) => ({ from: "client", to: "server", wait });

  it("is looked at again until it passes", async () => {
    const result = await checked("ping", ping(20), answersAfter(10));
    expect(result.verdict).toBe("pass");
    expect(result.seconds).toBeGreaterThan(9);
    expect(result.seconds).toBeLessThan(13);
  });

  it("is given up then, and says so", async () => {
    const result = await checked("ping", ping(5), answersAfter(60));
    expect(short(result)).toEqual(["fail", "0 of 3 echo requests were answered (not within 5 s)"]);
  });

  it("ends at once when it is interrupted", async () => {
    const result = await checked("ping", ping(600), { ...answersAfter(60), signal: AbortSignal.abort() });
    expect(short(result)).toEqual(["unknown", "it was interrupted (not within 600 s)"]);
  });

  it("keeps nobody waiting between its looks, where many are checked at the same time", async () => {
    const ground = groundOf(answersAfter(5));
    const turns: number[] = [];
    const inTurn = async <T>(look: () => Promise<T>): Promise<T> => {
      const began = ground.elapsed();
      const found = await look();
      turns.push(ground.elapsed() - began);
      return found;
    };
    const result = await runCheck(checkOf("ping", ping(20)), { ...ground, inTurn });
    expect(result.verdict).toBe("pass");
    expect(turns.length).toBeGreaterThan(3);
    expect(Math.max(...turns)).toBeLessThan(1);
  });

  it("is not begun where it was interrupted before", async () => {
    let looks = 0;
    const exec = () => {
      looks += 1;
      return pingText(3, 3);
    };
    const result = await checked("ping", ping(0), { exec, signal: AbortSignal.abort() });
    expect([short(result), looks]).toEqual([["unknown", "it was interrupted"], 0]);
  });
});

describe("checks of a task", () => {
  const task = (...waits: number[]) => ({
    ...{ id: "a", title: "A", text: "-", hints: [], faults: [], solution: [] },
    checks: waits.map((wait) => checkOf("ping", { from: "client", to: "server", wait })),
  });
  const within = async (waits: number[], answersAt: number) => {
    const { checks } = await runTask(
      task(...waits),
      groundOf({ exec: (asked) => pingText(3, asked.seconds >= answersAt ? 3 : 0) }),
    );
    return checks.map(({ verdict, seconds }) => [verdict, Math.round(seconds / 10) * 10]);
  };

  it("wait together when they do not pass", async () => {
    expect(await within([60, 30, 30], 1000)).toEqual([
      ["fail", 60],
      ["fail", 0],
      ["fail", 0],
    ]);
    expect(await within([10, 60], 1000)).toEqual([
      ["fail", 10],
      ["fail", 50],
    ]);
  });

  it("have all their time again when one has passed", async () => {
    let pings = 0;
    const { checks } = await runTask(
      task(60, 30),
      groundOf({
        exec: (asked) => {
          if (asked.seconds >= 50) pings += 1;
          return pingText(3, asked.seconds >= 50 && (pings === 1 || asked.seconds >= 70) ? 3 : 0);
        },
      }),
    );
    expect(checks.map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
  });
});
