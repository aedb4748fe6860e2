import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { expect, it } from "vitest";
import { Lab } from "../../lib/constructs/lab.ts";
import { addLab } from "../../lib/lab-files/lab.ts";
import { yamlOf } from "../../lib/lab-files/write.ts";
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

/** A new lab is tested by being there. */
it.each(files)("%s has a twin in YAML that synthesises byte by byte the same", async (file) => {
  const { default: add } = (await import(join(folder, file))) as { default: (app: App) => void };
  const name = file.replace(/\.ts$/, "");
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
});
