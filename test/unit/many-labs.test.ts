import { afterEach, expect, it, vi } from "vitest";
import { resolveLab } from "../../lib/model/resolve.ts";
import { numbered, requireSound } from "../../lib/runtime/labs/synthesis.ts";
import { inParallel } from "../../scripts/many-labs.ts";
import { declaration } from "../fixtures/declaration.ts";

const lab = resolveLab(declaration());
const going = (signal = new AbortController().signal) => ({ parallel: 1, signal, done: "deployed" });
afterEach(() => vi.restoreAllMocks());

it("begins no further lab after an interrupt, and names those", async () => {
  const controller = new AbortController();
  const begun: string[] = [];
  const work = async (lab: string) => {
    begun.push(lab);
    controller.abort();
  };
  await expect(inParallel(["a", "b", "c"], going(controller.signal), work)).rejects.toThrow(
    /^interrupted; not deployed: b, c$/,
  );
  expect(begun).toEqual(["a"]);
});

it("begins nothing when the interrupt came first", async () => {
  const work = vi.fn();
  await expect(inParallel(["a"], going(AbortSignal.abort()), work)).rejects.toThrow(
    "interrupted; not deployed: a",
  );
  expect(work).not.toHaveBeenCalled();
});

it("goes on after a lab that fails, and names all that failed and all that were not begun", async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const controller = new AbortController();
  const work = async (lab: string) => {
    if (lab === "c") controller.abort();
    if (lab !== "b") throw new Error("no room");
  };
  await expect(inParallel(["a", "b", "c", "d"], going(controller.signal), work)).rejects.toThrow(
    /^2 of 4 labs failed: a, c; interrupted; not deployed: d$/,
  );
});

it("throws a single lab's own error", async () => {
  const own = new Error("no room");
  await expect(inParallel(["a"], going(), () => Promise.reject(own))).rejects.toBe(own);
});

it("takes a lab that is named twice once", () => {
  expect(numbered(["a", "b", "a"], undefined)).toEqual(["a", "b"]);
  expect(numbered(["a", "a"], 2)).toEqual(["a-2"]);
  const synthesis = { labs: [lab], unsound: [] };
  expect(requireSound(["lab-test", "lab-test"], synthesis)).toHaveLength(1);
});

it("refuses all when one is unsound or unknown, with every reason at once", () => {
  const unsound = [
    { file: "lab-bad.ts", names: ["lab-bad"], problems: [{ path: "lab-bad/host1", message: "Too small." }] },
  ];
  expect(() => requireSound(["lab-test", "lab-bad", "lab-tset"], { labs: [lab], unsound })).toThrow(
    /\[lab-bad\/host1\] Too small\.\n\[labs\] there is no lab "lab-tset"; did you mean "lab-test"\?/,
  );
});
