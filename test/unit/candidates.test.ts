import { expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { candidates } from "../../lib/runtime/runs/candidates.ts";

const unsound = (name: string) => ({
  ...{ file: `${name}.yaml`, names: [name] },
  problems: [{ path: name, message: "The lab has no hosts." }],
});

vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async () => undefined,
}));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async () => ({ labs: [], unsound: [unsound("lab-bad-a"), unsound("lab-bad-b")], yaml: {} }),
}));

const found = (...names: string[]) => candidates(names, { quick: true, installation: assumedInstallation });

it("labs that are unsound are all named at once", async () => {
  await expect(found("lab-bad-a", "lab-none", "lab-bad-b")).rejects.toThrow(
    "[lab-bad-a] The lab has no hosts.\n[lab-bad-b] The lab has no hosts.",
  );
});

it("a name that no lab has is left to who asks", async () => {
  expect(await found("lab-none")).toEqual([{ name: "lab-none", lab: undefined, hardware: null }]);
});
