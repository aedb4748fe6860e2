import { beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { withTwin } from "../../lib/runtime/runs/twin.ts";
import { iperfOf } from "../fixtures/comparison.ts";
import { declaration } from "../fixtures/declaration.ts";

const specOf = (instance = 0): LabSpec => resolveLab(declaration({ lab: "lab-twin", instance }));
const lab = specOf();

const done: string[] = [];
const up = new Map<string, LabSpec>();
/** The labs as their files are by now. */
let files: (instance: number) => LabSpec = specOf;
/** Whether the lab's file cannot be read by now. */
let isUnsound = false;
let impaired = new Set<string>();
let broken = false;

vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async (name: string) => up.get(name),
}));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async ({ instance = 0 }) =>
    isUnsound
      ? { labs: [], unsound: [{ file: "lab-twin.ts", names: [], problems: [] }], yaml: {} }
      : { labs: [files(instance)], unsound: [], yaml: {} },
  withStacks: ({ instance = 0 }, work: (...args: unknown[]) => unknown) =>
    work({ labs: [files(instance)], unsound: [], yaml: {} }, (name: string) => name),
}));
vi.mock("../../lib/runtime/deploy/deploy.ts", () => ({
  deploy: async (spec: LabSpec) => {
    done.push(`deploy ${spec.name}`);
    up.set(spec.name, spec);
    if (broken) throw new Error("no room");
  },
}));
vi.mock("../../lib/runtime/deploy/destroy.ts", () => ({
  isThere: async (name: string) => up.has(name),
  destroy: async (name: string) => {
    done.push(`destroy ${name}`);
    up.delete(name);
  },
}));
vi.mock("../../lib/runtime/engine/objects.ts", () => ({
  engineObjects: async () => [{ lab: "lab-twin-1", name: "lab-twin-1-host1", subnets: [] }],
}));
vi.mock("../../lib/runtime/labs/topology.ts", () => ({
  readTopology: async (_: unknown, { name }: LabSpec) => ({
    hosts: [{ interfaces: [{ impairment: impaired.has(name) ? { delay: 10 } : {} }] }],
  }),
}));

const signal = new AbortController().signal;
const measured = (own: LabSpec = lab, given = signal) =>
  withTwin(own, { installation: assumedInstallation, signal: given }, async (twin) => {
    done.push(typeof twin === "string" ? `work: ${twin}` : `work with ${twin.name}`);
    return twin;
  });

beforeEach(() => {
  done.length = 0;
  up.clear();
  files = specOf;
  isUnsound = false;
  impaired = new Set();
  broken = false;
});

describe("a lab's twin", () => {
  it("is its next free copy, measured as it is, and is taken down again", async () => {
    const twin = await measured({ ...lab, probes: [iperfOf()] });
    expect(done).toEqual(["deploy lab-twin-2", "work with lab-twin-2", "destroy lab-twin-2"]);
    expect(twin).toMatchObject({ instance: 2, probes: [iperfOf()] });
  });

  it("is taken down whatever comes of the work, which is done once", async () => {
    const work = vi.fn(() => Promise.reject(new Error("no engine")));
    await expect(withTwin(lab, { installation: assumedInstallation, signal }, work)).rejects.toThrow(
      "no engine",
    );
    expect(work).toHaveBeenCalledOnce();
    expect(done).toEqual(["deploy lab-twin-2", "destroy lab-twin-2"]);
  });

  it("is none of a lab whose file says something else by now", async () => {
    files = (instance) => ({ ...specOf(instance), workloadNetwork: "10.9.0.0/16" });
    await measured();
    expect(done).toEqual(["work: lab-twin is not as its file says by now, so a copy would be another lab"]);
    done.length = 0;
    isUnsound = true;
    await measured();
    expect(done).toEqual(["work: lab-twin is not as its file says by now, so a copy would be another lab"]);
  });

  it("is one all the same where the file describes or measures it otherwise", async () => {
    files = (instance) => ({ ...specOf(instance), about: "another", probes: [iperfOf()] });
    await measured();
    expect(done[1]).toBe("work with lab-twin-2");
  });

  it("is none where copies would have the same addresses", async () => {
    const own = { ...lab, segments: lab.segments.map((segment) => ({ ...segment, cidr: "192.0.2.0/24" })) };
    files = () => own;
    await measured(own);
    expect(done).toEqual(["work: lab-twin has no copy, since its file names its addresses"]);
  });

  it("is none where the lab was impaired since", async () => {
    impaired = new Set(["lab-twin"]);
    await measured();
    expect(done).toEqual([
      "deploy lab-twin-2",
      "work: lab-twin was impaired while it ran, and a copy is not",
      "destroy lab-twin-2",
    ]);
  });

  it("is none where it does not come up, and what there is of it is taken down first", async () => {
    broken = true;
    await measured();
    expect(done).toEqual([
      "deploy lab-twin-2",
      "destroy lab-twin-2",
      "work: lab-twin-2 cannot be deployed: no room",
    ]);
  });

  it("ends the work where it was interrupted while it came up", async () => {
    await expect(measured(lab, AbortSignal.abort())).rejects.toThrow("before anything was measured");
    expect(done).toEqual(["deploy lab-twin-2", "destroy lab-twin-2"]);
  });
});
