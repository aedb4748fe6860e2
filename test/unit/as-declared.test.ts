import { beforeEach, describe, expect, it, vi } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { asFileSays, type Making, makingFlags } from "../../lib/model/making.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import type { SynthesisOptions } from "../../lib/runtime/labs/synthesis.ts";
import { requireAsDeclared } from "../../lib/runtime/runs/as-declared.ts";
import { declaration } from "../fixtures/declaration.ts";

/** A lab's file: what a deploy makes of it that is told this. */
type LabFile = (making: Making, instance: number) => LabSpec;

const up = new Map<string, LabSpec>();
const files = new Map<string, LabFile>();
const unsound: { file: string; names: string[]; problems: { path: string; message: string }[] }[] = [];

vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async (name: string) => up.get(name),
}));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async ({ hostKind, userNamespace = true, instance = 0 }: SynthesisOptions) => ({
    labs: [...files.values()].map((file) =>
      file({ hostKind: hostKind ?? null, userNamespace }, Number(instance)),
    ),
    ...{ unsound, yaml: {} },
  }),
}));

/** A lab whose hosts have so many MiB, where the deploy does not say what they are. */
const fileOf =
  (lab: string, memory: number | null = null): LabFile =>
  (making, instance) => {
    const spec = resolveLab({ ...declaration({ lab, instance }), making });
    const own = making.hostKind === null ? memory : null;
    return {
      ...spec,
      hosts: spec.hosts.map((host) => ({ ...host, limits: { ...host.limits, memory: own } })),
    };
  };
const vms: Making = { hostKind: "vm", userNamespace: false };

function deploy(file: LabFile, making: Making = asFileSays, instance = 0): LabSpec {
  const lab = file(making, instance);
  up.set(lab.name, lab);
  files.set(lab.lab, file);
  return lab;
}

beforeEach(() => {
  for (const all of [up, files]) all.clear();
  unsound.length = 0;
});

describe("a lab that is up", () => {
  it("is taken as it is where its file says the same, whatever its deploy was told", async () => {
    deploy(fileOf("lab-as-a", 512));
    deploy(fileOf("lab-as-b", 512), vms);
    deploy(fileOf("lab-as-c"), asFileSays, 2);
    files.set("lab-as-a", (...how) => ({
      ...fileOf("lab-as-a", 512)(...how),
      about: "another text",
      probes: [],
    }));
    await requireAsDeclared(["lab-as-a", "lab-as-b", "lab-as-c-2", "lab-as-absent"]);
  });

  it("is taken as it is where its file is in another folder", async () => {
    deploy(fileOf("lab-as-a"));
    files.clear();
    await requireAsDeclared(["lab-as-a"]);
  });

  it("is refused where its file was changed since, with what mends it; all of them at once", async () => {
    deploy(fileOf("lab-as-a"));
    files.set("lab-as-a", fileOf("lab-as-a", 512));
    await expect(requireAsDeclared(["lab-as-a"])).rejects.toThrow(
      /^lab-as-a is up, and not as its file says by now\. Bring it there with: npx underlay deploy lab-as-a\.$/,
    );
    deploy(fileOf("lab-as-b"), { hostKind: "dind", userNamespace: false }, 2);
    files.set("lab-as-b", (...how) => ({ ...fileOf("lab-as-b")(...how), workloadNetwork: "10.9.0.0/16" }));
    await expect(requireAsDeclared(["lab-as-a", "lab-as-b-2"])).rejects.toThrow(
      /^lab-as-a is up, .*\nlab-as-b-2 is up, .*: npx underlay deploy lab-as-b --instance 2 --host-kind dind --no-user-namespace\.$/,
    );
  });

  it("is refused where its file is unsound by now", async () => {
    deploy(fileOf("lab-as-a"));
    files.clear();
    const problems = [{ path: "lab-as-a", message: "The lab has no hosts." }];
    unsound.push({ file: "lab-as-a.yaml", names: ["lab-as-a"], problems });
    await expect(requireAsDeclared(["lab-as-a"])).rejects.toThrow("The lab has no hosts.");
    // One that cannot be read at all tells no names.
    unsound.splice(0, 1, { file: "lab-as-a.yaml", names: [], problems });
    await expect(requireAsDeclared(["lab-as-a"])).rejects.toThrow("The lab has no hosts.");
  });
});

it("a copy is deployed by the flags that the lab was deployed with", () => {
  const file = fileOf("lab-as-a");
  expect(makingFlags(file(asFileSays, 0).making)).toEqual([]);
  expect(makingFlags(file(vms, 0).making)).toEqual(["--host-kind", "vm", "--no-user-namespace"]);
});
