import { beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { impairSegment } from "../../lib/runtime/labs/impairments.ts";
import { impairCommand } from "../../scripts/verbs/impair.ts";
import { twoHosts } from "../fixtures/probing.ts";

vi.mock("../../lib/runtime/labs/presence.ts", () => ({ requireDeployed: async () => twoHosts() }));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/labs/inspect.ts", () => ({ inspect: async () => ({ segments: [] }) }));
vi.mock("../../lib/runtime/labs/impairments.ts", () => ({ impairSegment: vi.fn() }));

beforeEach(() => {
  vi.mocked(impairSegment).mockClear();
  vi.spyOn(console, "log").mockReturnValue();
});

const impair = (...args: string[]) => impairCommand().parseAsync(["lab-test", ...args], { from: "user" });
const wanted = () => vi.mocked(impairSegment).mock.calls.map(([, , values]) => values);

it("hands on the numbers that are given, as they are, and nothing as a number", async () => {
  await impair(
    "underlay",
    "--delay",
    "10",
    "--loss",
    "0.5",
    "--rate",
    "",
    "--jitter",
    " ",
    "--corrupt",
    "some",
  );
  const none = Number.NaN;
  expect(wanted()).toEqual([{ delay: 10, loss: 0.5, rate: none, jitter: none, corrupt: none }]);
});

it("only shows the segments where no number is given, and clears one where it is told to", async () => {
  await impair("underlay");
  expect(wanted()).toEqual([]);
  await impair("underlay", "--clear");
  expect(wanted()).toEqual([{}]);
});

it.each([[[]], [["--clear"]], [["--delay", "10"]]])(
  "names the segments where there is none of that name, with %j",
  async (flags) => {
    await expect(impair("underlai", ...flags)).rejects.toThrow(
      'the lab has no segment "underlai"; did you mean "underlay"?',
    );
    expect(wanted()).toEqual([]);
  },
);
