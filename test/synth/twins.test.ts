import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { expect, it } from "vitest";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import type { LabProps } from "../../lib/constructs/lab-props.ts";
import { addLab } from "../../lib/lab-files/lab.ts";
import { yamlOf } from "../../lib/lab-files/write.ts";
import { snapshot } from "../../lib/probes/snapshot.ts";
import { readYaml } from "../../lib/yaml/document.ts";
import { outdir, synth } from "../fixtures/synthesis.ts";

const folder = join(import.meta.dirname, "../../labs");
const files = readdirSync(folder).filter((name) => /^lab-.*\.ts$/.test(name));

/** All files of a stack, byte by byte. */
const stackOf = (name: string) =>
  Object.fromEntries(
    readdirSync(join(outdir, "stacks", name), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")]),
  );

/** Synthesises a lab, then what is written of it in YAML, which must be the same; returns the YAML. */
function twinOf(name: string, add: (app: App) => void): string {
  let text = "";
  synth((app) => {
    add(app);
    const lab = app.node.findChild(name);
    if (lab instanceof Lab) text = yamlOf(lab.declare());
  });
  const inCode = stackOf(name);
  const { documents, problems } = readYaml({ file: `${name}.yaml`, text });
  expect(problems).toEqual([]);
  synth((app) => {
    for (const document of documents) addLab(app, document);
  });
  expect(stackOf(name)).toEqual(inCode);
  expect(Object.keys(inCode)).toContain("cdk.tf.json");
  return text;
}

/** A new lab is tested by being there. */
it.each(files)("%s has a twin in YAML that synthesises byte by byte the same", async (file) => {
  const { default: add } = (await import(join(folder, file))) as { default: (app: App) => void };
  twinOf(file.replace(/\.ts$/, ""), add);
});

const listing = (claims: LabProps["claims"]) => (app: App) => {
  const lab = new Lab(app, "lab-a", { about: "a lab", slot: 1, ...(claims ? { claims } : {}) });
  lab.hosts(2, { on: lab.segment("underlay") });
  new Flannel(lab, "flannel", { backend: vxlan() });
  lab.probe(snapshot());
};

it.each<[NonNullable<LabProps["claims"]>, RegExp]>([
  [["vxlan-kernel"], /^claims: vxlan-kernel$/m],
  [["udp-copies", "vxlan-kernel"], /^claims:\n {2}- udp-copies\n {2}- vxlan-kernel$/m],
])("a lab that lists the claims %j has such a twin as well", (claims, written) => {
  expect(twinOf("lab-a", listing(claims))).toMatch(written);
  expect(JSON.parse(stackOf("lab-a")["lab.json"] ?? "").claims).toEqual(claims);
});

it("claims that a deployed lab comes to list run its probes again, and change no machine", () => {
  const stepsOf = (claims: LabProps["claims"]) => {
    const { terraform_data, ...machines } = synth(listing(claims)).terraform("lab-a").resource;
    const { preflight, probes, ...steps } = terraform_data;
    return {
      probes: probes.triggers_replace,
      others: { ...steps, ...machines, at: preflight.triggers_replace },
    };
  };
  const [without, empty, listed] = [stepsOf(undefined), stepsOf([]), stepsOf(["vxlan-kernel"])];
  expect(empty).toEqual(without);
  expect(listed.others).toEqual(without.others);
  expect(listed.probes).not.toEqual(without.probes);
});
