import { beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { destroyCommand } from "../../scripts/verbs/destroy.ts";

vi.mock("../../lib/runtime/terminal.ts", async (original) => ({
  ...(await original<object>()),
  interruption: () => new AbortController().signal,
}));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/labs/labs.ts", () => ({ labsWithState: async () => ["lab-a", "lab-a-3"] }));
vi.mock("../../lib/runtime/labs/presence.ts", () => ({ labsOnEngine: async () => ["lab-b"] }));
vi.mock("../../lib/runtime/deploy/destroy.ts", () => ({ destroy: vi.fn(), isThere: async () => true }));

beforeEach(() => {
  vi.mocked(destroy).mockClear();
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

const destroyed = async (...args: string[]) => {
  await destroyCommand().parseAsync(args, { from: "user" });
  return vi.mocked(destroy).mock.calls.map(([lab]) => lab);
};

it("destroys what is named, or all", async () => {
  expect(await destroyed("lab-a", "--instance", "3")).toEqual(["lab-a-3"]);
  vi.mocked(destroy).mockClear();
  expect(await destroyed("--all")).toEqual(["lab-a", "lab-a-3", "lab-b"]);
});

it.each([
  ["names", ["--all", "lab-a"], "--all is for all labs: name no lab beside it."],
  [
    "a number",
    ["--all", "--instance", "3"],
    "--all is for all labs, whatever their numbers: leave out --instance",
  ],
])("refuses --all beside %s, which mean fewer", async (_, args, reason) => {
  const refused: unknown = await destroyed(...args).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect(String(refused)).toContain(reason);
  expect(destroy).not.toHaveBeenCalled();
});
