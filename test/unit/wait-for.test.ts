import { afterEach, expect, it, vi } from "vitest";
import { waitFor } from "../../lib/runtime/wait-for.ts";

afterEach(() => void vi.useRealTimers());

const answers = <T>(...given: readonly T[]) => {
  const left = [...given];
  return async () => left.shift();
};

it("waits for the first answer that is not undefined, be it false", async () => {
  expect(await waitFor(10, answers(undefined, "found", "later"))).toBe("found");
  expect(await waitFor(10, answers<boolean | undefined>(undefined, false))).toBe(false);
});

it("looks once where there is no time, and finds nothing when it is over", async () => {
  expect(await waitFor(0, answers("found"))).toBe("found");
  expect(await waitFor(0, answers())).toBeUndefined();
});

it("waits as long as it was told to, whatever the clock is set to meanwhile", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const set = (hours: number) => {
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    return undefined;
  };
  const looks = [() => set(1), () => "found"];
  expect(await waitFor(10, async () => looks.shift()?.())).toBe("found");
  expect(await waitFor(0.5, async () => set(-1))).toBeUndefined();
});

it("ends with the error of whoever looks", async () => {
  await expect(waitFor(10, () => Promise.reject(new Error("it ended")))).rejects.toThrow("it ended");
});
