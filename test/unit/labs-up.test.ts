import { beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { takeLock } from "../../lib/runtime/lock.ts";
import { measuringAlone } from "../../lib/runtime/runs/compare.ts";
import { withLabsUp } from "../../lib/runtime/runs/labs-up.ts";
import { declaration } from "../fixtures/declaration.ts";

/** Labs that are deployed. */
const up = new Set<string>();
const done: string[] = [];
const broken = new Set<string>();
/** Labs that cannot be taken down. */
const stuck = new Set<string>();

vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async (name: string) => (up.has(name) ? {} : undefined),
}));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  withStacks: ({ only }: { only: string[] }, work: (...args: unknown[]) => unknown) =>
    work(
      { labs: only.map((lab) => resolveLab(declaration({ lab }))), unsound: [], yaml: {} },
      (lab: string) => lab,
    ),
}));
vi.mock("../../lib/runtime/deploy/deploy.ts", () => ({
  deploy: async ({ name }: { name: string }) => {
    done.push(`deploy ${name}`);
    up.add(name);
    if (broken.has(name)) throw new Error(`${name} is broken`);
  },
}));
vi.mock("../../lib/runtime/deploy/destroy.ts", () => ({
  isThere: async (name: string) => up.has(name),
  destroy: async (name: string) => {
    done.push(`destroy ${name}`);
    if (stuck.has(name)) throw new Error(`${name} is stuck`);
    up.delete(name);
  },
}));

const options = {
  installation: assumedInstallation,
  hostKind: undefined,
  signal: new AbortController().signal,
};
const measured = (...names: string[]) => withLabsUp(names, options, async () => void done.push("work"));
const [a, b] = ["lab-up-a", "lab-up-b"];

beforeEach(() => {
  for (const set of [up, broken, stuck]) set.clear();
  done.length = 0;
});

describe("labs that are measured", () => {
  it("are brought up, and taken down again; one that is up stays", async () => {
    up.add(a);
    await measured(a, b);
    expect(done).toEqual([`deploy ${b}`, "work", `destroy ${b}`]);
  });

  it("are taken down when one of them does not come up, with the reasons of all", async () => {
    for (const name of [a, b]) broken.add(name);
    await expect(measured(a, b)).rejects.toThrow(`${a} is broken\n${b} is broken`);
    expect(done).toEqual([`deploy ${a}`, `deploy ${b}`, `destroy ${a}`, `destroy ${b}`]);
  });

  it("are all taken down but for the one that cannot be, which is told when all else went well", async () => {
    stuck.add(a);
    await expect(measured(a, b)).rejects.toThrow(`${a} is stuck`);
    expect(done).toEqual([`deploy ${a}`, `deploy ${b}`, "work", `destroy ${a}`, `destroy ${b}`]);
    broken.add(b);
    up.clear();
    await expect(measured(a, b)).rejects.toThrow(`${b} is broken`);
  });

  it("are left alone that somebody else is bringing up", async () => {
    const { labLock } = await import("../../lib/runtime/labs/labs.ts");
    const release = await takeLock(labLock(b), "deploy of lab-up-b");
    await expect(measured(a, b)).rejects.toThrow("deploy of lab-up-b");
    await release();
    expect(done).toEqual([]);
  });

  it("are measured by one comparison at a time, and none is brought up for a second", async () => {
    const { compareLabs } = await import("../../lib/runtime/runs/compare-labs.ts");
    const asked = { labs: [a, b], only: undefined, rounds: undefined, twin: true, path: false, quick: true };
    const second = () => compareLabs({ ...options, ...asked }, async () => undefined);
    await measuringAlone("underlay gate", async () => {
      await expect(second()).rejects.toThrow(
        `underlay compare cannot begin now: underlay gate (process ${process.pid}) is at work.`,
      );
    });
    expect(done).toEqual([]);
  });

  it("are brought up once each, however often they are named", async () => {
    await measured(a, a);
    expect(done).toEqual([`deploy ${a}`, "work", `destroy ${a}`]);
  });
});
