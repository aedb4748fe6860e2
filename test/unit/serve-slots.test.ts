import { expect, it } from "vitest";
import { SharedSlots } from "../../lib/runtime/serve/slots.ts";

/** Work that goes on until it is let go. */
function held() {
  const begun: string[] = [];
  const release: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      begun.push(name);
      release.push(resolve);
    });
  return { begun, release, work };
}

it("are shared so that nobody takes all, however much they ask for, and are all used", async () => {
  const { begun, release, work } = held();
  const slots = new SharedSlots(4, 2);
  const all = ["greedy", "greedy", "greedy", "greedy", "greedy", "other", "third", "fourth"].map((name) =>
    slots.run(name, work(name)),
  );
  await expect.poll(() => begun.length).toBe(4);
  expect(begun).toEqual(["greedy", "greedy", "other", "third"]);
  for (let ended = 0; ended < all.length; ended += 1) {
    await expect.poll(() => release.length).toBeGreaterThan(ended);
    release[ended]?.();
  }
  await Promise.all(all);
  expect([...begun].sort()).toEqual([
    ...Array(1).fill("fourth"),
    ...Array(5).fill("greedy"),
    "other",
    "third",
  ]);
});
