import { afterEach, expect, it, vi } from "vitest";
import { removeSetup } from "../../lib/runtime/setup/remove.ts";
import { checkSetup, runSetup } from "../../lib/runtime/setup/setup.ts";
import { setupCommand } from "../../scripts/verbs/setup.ts";

const removal = { images: ["underlay/host:0123"], kept: [], packages: ["mmdebstrap"] };
vi.mock("../../lib/runtime/setup/remove.ts", () => ({ removeSetup: vi.fn(async () => removal) }));
vi.mock("../../lib/runtime/setup/setup.ts", () => ({
  checkSetup: vi.fn(async () => []),
  runSetup: vi.fn(async () => ({ rows: [] })),
}));

const works = [removeSetup, checkSetup, runSetup].map((work) => vi.mocked(work));
afterEach(() => {
  for (const work of works) work.mockClear();
  vi.restoreAllMocks();
});

const setup = (...args: string[]) =>
  setupCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: "user" });

it.each([
  ["--remove", "it only reports, and changes nothing"],
  ["--refresh", "what nobody has asked yet would be missing"],
])("does nothing for --check with %s: %s", async (flag) => {
  await expect(setup("--check", flag)).rejects.toThrow(
    `option '--check' cannot be used with option '${flag}'`,
  );
  for (const work of works) expect(work).not.toHaveBeenCalled();
});

it("tells what was removed in JSON, too", async () => {
  const printed = vi.spyOn(console, "log").mockReturnValue();
  await setup("--remove", "--json");
  expect(JSON.parse(printed.mock.calls.flat().join(""))).toEqual(removal);
  expect(runSetup).not.toHaveBeenCalled();
});
