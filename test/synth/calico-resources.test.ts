import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declareLabs } from "../../labs/declare.ts";
import { Calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { header, manifest } from "../fixtures/manifests.ts";
import { synth } from "../fixtures/synthesis.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-resources-"));
beforeAll(() => {
  writeFileSync(join(folder, "good.yaml"), manifest("IPPool", "ours", "cidr: 10.7.0.0/16"));
  writeFileSync(join(folder, "bad.yaml"), manifest("IPPool", "ours", "cidr: 10.7.0.0/16\nnatOutgoing: true"));
  writeFileSync(join(folder, "stranger.yaml"), header("Node", "hots1"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const labWith = (props: unknown) => (app: App) => {
  const lab = new Lab(app, "lab-resources", { slot: 1, about: "two hosts" });
  const [a, b] = lab.hosts(2, { on: lab.segment("underlay") });
  new Calico(lab, "calico", props as { mode: ReturnType<typeof fullMesh> });
  a.workload("client");
  b.workload("server");
};

/** What is said of a lab whose file lies beside the files of resources. */
async function told(props: unknown): Promise<string[]> {
  const file = {
    file: "lab-resources.ts",
    folder,
    broken: undefined,
    load: async () => ({ default: labWith(props) }),
  };
  const [declared] = await declareLabs(new App({ outdir: join(folder, "out") }), [file]);
  return (declared?.problems ?? []).map(({ path, message }) => `[${path}] ${message.split("\n")[0]}`);
}

describe("a lab with a file of resources", () => {
  it("finds it beside its own file, and gives workloads addresses of its pool", async () => {
    expect(await told({ resources: "good.yaml" })).toEqual([]);
    const { text } = synth(labWith({ resources: join(folder, "good.yaml") }));
    const { hosts }: LabSpec = JSON.parse(text("lab-resources", "lab.json"));
    expect(hosts.map(({ workloads }) => workloads[0]?.address)).toEqual(["10.7.1.0", "10.7.2.0"]);
  });

  it.each<[string, unknown, string]>([
    [
      "what is wrong with the file",
      { resources: "bad.yaml" },
      `[${join(folder, "bad.yaml")}:7:16] natOutgoing is not false, but the embedded engine translates no addresses: packets keep the workloads' own. Use false.`,
    ],
    [
      "what is wrong with it in this lab",
      { resources: "stranger.yaml" },
      `[${join(folder, "stranger.yaml")}:4:9] There is no host "hots1" in this lab; did you mean "host1"? Known: host1, host2.`,
    ],
    [
      "a folder in its place",
      { resources: "." },
      `[${folder}] There is a folder in place of the file. Name a file in it.`,
    ],
    [
      "what is no path",
      { resources: 5 },
      '[lab-resources/calico] Option resources is 5, which names no file. Give a path, e.g. { resources: "bgp.yaml" }.',
    ],
    [
      "a mode beside it",
      { resources: "good.yaml", mode: fullMesh() },
      "[lab-resources/calico] Calico has both a mode and resources. Keep one: a mode is shorthand for resources.",
    ],
    [
      "a password beside a mode",
      { mode: fullMesh(), password: "x" },
      '[lab-resources/calico] Option password of Calico goes with resources. Give it to the mode, e.g. { mode: fullMesh({ password: "…" }) }.',
    ],
    [
      "another option",
      { resource: "good.yaml", mode: fullMesh() },
      "[lab-resources/calico] Calico has no option resource. It has: mode, resources, password. Remove it, or correct it.",
    ],
  ])("is told of %s", async (_, props, message) => {
    expect(await told(props)).toEqual([message]);
  });

  it("is refused by cdktf's own synthesis as well, where a problem's place is no construct", () => {
    expect(() => synth(labWith({ resources: join(folder, "bad.yaml") }))).toThrow(
      `[lab-resources] ${join(folder, "bad.yaml")}:7:16: natOutgoing is not false`,
    );
  });
});
