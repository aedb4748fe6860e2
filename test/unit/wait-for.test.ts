import { expect, it } from "vitest";
import { waitFor } from "../../lib/runtime/wait-for.ts";

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

it("ends with the error of whoever looks", async () => {
  await expect(waitFor(10, () => Promise.reject(new Error("it ended")))).rejects.toThrow("it ended");
});
