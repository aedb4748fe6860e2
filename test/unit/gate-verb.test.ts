import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import type { Verdict } from "../../lib/results/gate/verdict.ts";
import { conclude } from "../../lib/runtime/runs/compare.ts";
import { fail, Refusal } from "../../lib/runtime/terminal.ts";
import { claimsCommand } from "../../scripts/verbs/claims.ts";
import { compareCommand } from "../../scripts/verbs/compare.ts";
import { gateCommand } from "../../scripts/verbs/gate.ts";
import { probeCommand } from "../../scripts/verbs/probe.ts";
import { comparisonOf, steady } from "../fixtures/comparison.ts";
import { twoHosts } from "../fixtures/probing.ts";

/** What is said, and what fails behind it, in order. */
const given = vi.hoisted(() => ({
  record: undefined as unknown,
  before: undefined as Error | undefined,
  files: undefined as Error | undefined,
  behind: undefined as Error | undefined,
  isSetUp: true,
}));

const measured = async (tell: (compared: object) => Promise<void>) => {
  if (given.before) throw given.before;
  await tell({ folder: "results/compare/x", record: given.record });
  if (given.behind) throw given.behind;
};
vi.mock("../../lib/runtime/setup/record.ts", () => ({
  readInstallation: () => (given.isSetUp ? assumedInstallation : undefined),
}));
vi.mock("../../lib/runtime/labs/presence.ts", () => ({ requireDeployed: async () => twoHosts() }));
vi.mock("../../lib/runtime/runs/gate.ts", () => ({
  gate: (_: string, __: object, tell: Parameters<typeof measured>[0]) => measured(tell),
}));
vi.mock("../../scripts/asked-files.ts", () => ({
  requireWritable: async () => undefined,
  writeAsked: async () => {
    if (given.files) throw given.files;
  },
}));
vi.mock("../../lib/runtime/runs/compare-labs.ts", () => ({
  compareLabs: (_: object, tell: Parameters<typeof measured>[0]) => measured(tell),
}));

/** The status that a command ends with, and what it said. */
async function ended(command: ReturnType<typeof gateCommand>, ...args: string[]) {
  const [out, err] = [vi.spyOn(console, "log").mockReturnValue(), vi.spyOn(process.stderr, "write")];
  err.mockReturnValue(true);
  process.exitCode = undefined;
  await command.parseAsync(args, { from: "user" }).catch(fail);
  const code = process.exitCode;
  process.exitCode = undefined;
  return { code, out: out.mock.calls.flat().join("\n"), err: err.mock.calls.flat().join("") };
}
const gated = (verdict: Verdict): ComparisonRecord => ({
  ...comparisonOf(),
  gate: {
    ...{ lab: "lab-vxlan-routed", reference: "lab-calico-ipip", origin: null, verdict, baseline: null },
    ...{ rule: { maxRegression: 0.05, error: 0.05, seconds: 600 }, figures: [], shown: [] },
  },
});

beforeEach(() => {
  vi.restoreAllMocks();
  Object.assign(given, { record: gated("pass"), isSetUp: true });
  Object.assign(given, { before: undefined, files: undefined, behind: undefined });
});

describe("underlay gate", () => {
  const gate = () => ended(gateCommand(), "lab-vxlan-routed", "--against", "main");

  it.each([
    ["pass", 0],
    ["regression", 1],
    ["inconclusive", 3],
    ["incomparable", 2],
  ] as const)("ends with the status of its verdict: %s", async (verdict, code) => {
    given.record = gated(verdict);
    expect((await gate()).code).toBe(code);
  });

  it("ends as what measured nothing where it is not set up: a regression is something else", async () => {
    given.isSetUp = false;
    expect(await gate()).toMatchObject({ code: 2, err: expect.stringContaining("npx underlay setup") });
  });

  it.each([
    ["pass", 2],
    ["regression", 1],
  ] as const)(
    "has told its verdict, %s, when what it brought up cannot be taken down",
    async (verdict, code) => {
      Object.assign(given, { record: gated(verdict), behind: new Error("the engine is gone") });
      const { out, err, ...rest } = await gate();
      expect(rest.code).toBe(code);
      expect(out).toContain("lab-vxlan-routed");
      expect(err).toContain("the engine is gone");
    },
  );
});

describe("underlay gate with a file that cannot be written", () => {
  it.each([
    ["pass", 2],
    ["regression", 1],
  ] as const)("has told its verdict: %s", async (verdict, code) => {
    Object.assign(given, { record: gated(verdict), files: new Error("no space left") });
    const { out, ...rest } = await ended(gateCommand(), "lab-vxlan-routed", "--against", "main");
    expect([rest.code, out.includes("lab-vxlan-routed")]).toEqual([code, true]);
  });
});

describe("underlay compare", () => {
  const compare = (...args: string[]) =>
    ended(compareCommand(), "lab-calico-ipip", "lab-vxlan-routed", ...args);

  it("ends as what measured nothing when a lab does not come up", async () => {
    given.before = new Error("lab-vxlan-routed is broken");
    expect(await compare()).toMatchObject({ code: 2, err: expect.stringContaining("is broken") });
    given.before = new Refusal("There is no such lab");
    expect((await compare()).code).toBe(2);
  });

  it("ends as what failed when what it brought up cannot be taken down", async () => {
    Object.assign(given, { record: comparisonOf(steady), behind: new Error("the engine is gone") });
    expect(await compare()).toMatchObject({ code: 1, err: expect.stringContaining("the engine is gone") });
  });
});

describe("what is not set up", () => {
  it.each([
    ["probe", () => ended(probeCommand(), "lab-vxlan")],
    ["compare", () => ended(compareCommand(), "lab-calico-ipip", "lab-vxlan-routed")],
    ["claims --all", () => ended(claimsCommand(), "--all", "--markdown", join(tmpdir(), "claims.md"))],
  ])("ends %s as what measured nothing: 1 says what it has judged", async (_, run) => {
    given.isSetUp = false;
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining("npx underlay setup") });
  });
});

describe("what is misunderstood", () => {
  it.each([
    ["compare", compareCommand, ["lab-a", "lab-b", "--rounds", "0"]],
    ["claims", claimsCommand, ["--none"]],
    ["gate", gateCommand, ["--none"]],
  ])("ends %s with 2, as all that measured nothing", async (_, command, args) => {
    const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
      throw new Error(`ended with ${code}`);
    });
    await ended(command(), ...args);
    expect(exit).toHaveBeenCalledExactlyOnceWith(2);
  });

  it("is a lab that no claim is about", async () => {
    expect(await ended(claimsCommand(), "lab-none")).toMatchObject({ code: 2 });
  });
});

it("tells what was measured although its page cannot be written, and the other way around", async () => {
  const said: string[] = [];
  const [folder, record] = ["x", comparisonOf()];
  const compared = { folder, record, writePage: () => Promise.reject(new Error("no space left")) };
  await expect(conclude(compared, async ({ folder }) => void said.push(folder))).rejects.toThrow(
    "no space left",
  );
  expect(said).toEqual(["x"]);
  const writePage = async () => void said.push("page");
  const fails = () => Promise.reject(new Error("it is left as it is"));
  await expect(conclude({ folder, record, writePage }, fails)).rejects.toThrow("it is left as it is");
  expect(said).toEqual(["x", "page"]);
});
