import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Installation } from "../../lib/model/installation.ts";
import type { HostSpec, LabSpec } from "../../lib/model/lab-spec.ts";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { impairSegment } from "../../lib/runtime/labs/impairments.ts";
import { keepingLabLocks, labLock, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { changeWorkload } from "../../lib/runtime/labs/workloads.ts";
import { holderOf } from "../../lib/runtime/lock.ts";
import { compare } from "../../lib/runtime/runs/compare.ts";
import { runProbes } from "../../lib/runtime/runs/run-probes.ts";
import { traceNow } from "../../lib/runtime/runs/trace.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { twoHosts } from "../fixtures/probing.ts";

/** Of this process alone, so that these tests meet no lab and no other tests. */
const name = (lab: string) => `lab-locks-${process.pid}-${lab}`;
const [a, b, c] = [name("a"), name("b"), name("c")];
afterAll(() => {
  for (const lab of [a, b, c]) rmSync(labLock(lab), { force: true });
});

const lab: LabSpec = { ...twoHosts(), name: a };
/** An engine that nobody may get as far as asking. */
const installation = { engineHost: "unix:///nowhere", images: {} } as unknown as Installation;
const rest = { installation, progress: () => undefined, signal: new AbortController().signal };
const labs = [{ ...lab, name: b }, lab];

const works: Record<string, [begins: string, work: () => Promise<unknown>]> = {
  probe: [`probe of ${a}`, () => runProbes({ lab, resultsDir: "/nowhere", ...rest })],
  impair: [`impairment of ${a}`, () => impairSegment(lab, "underlay", { rate: 1000 }, installation)],
  trace: [`trace of ${a}`, () => traceNow({ lab, from: "client", to: "server", ...rest })],
  compare: [
    `comparison of ${a}, ${b}`,
    () => compare({ plan: { labs } as unknown as Parameters<typeof compare>[0]["plan"], ...rest }),
  ],
  deploy: [
    `deploy of ${a}`,
    () =>
      deploy(lab, { ...rest, stack: "/nowhere", progress: {} as Parameters<typeof deploy>[1]["progress"] }),
  ],
  "workload add": [
    `workload add of ${a}`,
    () => changeWorkload(lab, lab.hosts[0] as HostSpec, "add", "second", installation),
  ],
  "workload rm": [
    `workload rm of ${a}`,
    () => changeWorkload(lab, lab.hosts[0] as HostSpec, "rm", "second", installation),
  ],
  destroy: [`destroy of ${a}`, () => destroy(a, installation)],
};

describe("while a lab is worked on", () => {
  it.each(Object.keys(works))("%s is refused, and says who is at work", async (verb) => {
    const [begins, work] = works[verb] ?? ["", async () => undefined];
    await withLabLocks([a], "probe", async () => {
      const refused = await work().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Refusal);
      expect(String(refused)).toBe(
        `Refusal: ${begins} cannot begin now: probe of ${a} (process ${process.pid}) is at work. Wait until that has ended.`,
      );
    });
  });
});

describe("who works on several labs", () => {
  it("holds them all, and each is free again afterwards", async () => {
    await withLabLocks([b, a, b], "comparison", async () => {
      for (const each of [a, b])
        await expect(withLabLocks([each], "probe", async () => undefined)).rejects.toThrow(
          `comparison of ${a}, ${b} (process ${process.pid}) is at work`,
        );
      expect(await withLabLocks([c], "probe", async () => "done")).toBe("done");
    });
    expect(await withLabLocks([a, b], "probe", async () => "done")).toBe("done");
  });

  it("keeps none where one of them is another's", async () => {
    await withLabLocks([b], "probe", async () => {
      await expect(withLabLocks([c, b, a], "comparison", async () => undefined)).rejects.toThrow(Refusal);
      expect(await withLabLocks([a, c], "probe", async () => "done")).toBe("done");
    });
  });

  it("waits for nobody, so that two in opposite order never wait for each other", async () => {
    const held = (labs: string[]) =>
      withLabLocks(labs, "comparison", async () => "done").catch((error: unknown) => error);
    const ended = await Promise.all([held([a, b]), held([b, a])]);
    expect(ended.some((end) => end === "done")).toBe(true);
  });
});

describe("who does one thing after another to a lab", () => {
  const isFree = (lab: string) => holderOf(labLock(lab)).then((holder) => holder === undefined);

  it("keeps its lock in between, until all is done", async () => {
    await keepingLabLocks(async () => {
      await withLabLocks([a], "deploy", async () => undefined);
      expect(await holderOf(labLock(a))).toBe(`deploy of ${a} (process ${process.pid})`);
      expect(await withLabLocks([a, b], "probe", async () => "done")).toBe("done");
      expect([await isFree(a), await isFree(b)]).toEqual([false, false]);
    });
    expect([await isFree(a), await isFree(b)]).toEqual([true, true]);
  });

  it("keeps none of a lab where it failed", async () => {
    await keepingLabLocks(async () => {
      await withLabLocks([a], "deploy", () => Promise.reject(new Error("no room"))).catch(() => undefined);
      expect(await isFree(a)).toBe(true);
    });
  });

  it("keeps none when all of it fails", async () => {
    const work = async () => {
      await withLabLocks([a], "deploy", async () => undefined);
      throw new Error("no room");
    };
    await expect(keepingLabLocks(work)).rejects.toThrow("no room");
    expect(await isFree(a)).toBe(true);
  });
});
