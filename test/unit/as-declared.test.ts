import { beforeEach, describe, expect, it, vi } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { deployedHow, requireAsDeclared } from "../../lib/runtime/runs/as-declared.ts";
import { declaration } from "../fixtures/declaration.ts";

const up = new Map<string, LabSpec>();
/** The labs as their files are by now. */
const files = new Map<string, LabSpec>();

vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async (name: string) => up.get(name),
}));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async () => ({ labs: [...files.values()], unsound: [], yaml: {} }),
}));

const specOf = (lab: string) => resolveLab(declaration({ lab }));
const slower = (spec: LabSpec): LabSpec => ({
  ...spec,
  segments: spec.segments.map((segment) => ({ ...segment, mtu: 1400 })),
});

beforeEach(() => {
  for (const name of ["lab-as-a", "lab-as-b"]) {
    up.set(name, specOf(name));
    files.set(name, specOf(name));
  }
});

describe("a lab that is up", () => {
  it("is taken as it is where its file says the same, or says another thing of it", async () => {
    files.set("lab-as-a", { ...specOf("lab-as-a"), about: "another text", probes: [] });
    up.delete("lab-as-b");
    await requireAsDeclared(["lab-as-a", "lab-as-b"]);
  });

  it("is refused where its file was changed since, with what mends it; all of them at once", async () => {
    files.set("lab-as-a", slower(specOf("lab-as-a")));
    files.delete("lab-as-b");
    await expect(requireAsDeclared(["lab-as-a", "lab-as-b"])).rejects.toThrow(
      /^lab-as-a is up, and not as its file says by now\. Bring it there with: npx underlay deploy lab-as-a\. .*\nlab-as-b is up, /,
    );
  });
});

it("a copy is deployed as the lab was", () => {
  const hostsOf = (change: Partial<LabSpec["hosts"][number]>): LabSpec => {
    const lab = specOf("lab-as-a");
    return { ...lab, hosts: lab.hosts.map((host) => ({ ...host, ...change })) };
  };
  expect(deployedHow(hostsOf({ firstId: 100_000 }))).toEqual({ hostKind: "dind", userNamespace: true });
  expect(deployedHow(hostsOf({ firstId: null }))).toEqual({ hostKind: "dind", userNamespace: false });
  // A virtual machine has none, whatever it is told.
  expect(deployedHow(hostsOf({ kind: "vm", firstId: null }))).toEqual({
    hostKind: "vm",
    userNamespace: true,
  });
});
