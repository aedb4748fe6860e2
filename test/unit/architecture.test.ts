import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";
import { kindNames } from "../../lib/probes/kinds.ts";

/** Imports point one way (docs/architecture.md); declaring and executing meet in plain data. */
const project = resolve(import.meta.dirname, "../..");
/** Each layer with those it may import, itself left out. */
const layers: Record<string, readonly string[]> = {
  "lib/model": [],
  "lib/figures": [],
  "lib/yaml": ["lib/model"],
  "lib/cni": ["lib/yaml", "lib/model"],
  "lib/probes": ["lib/figures", "lib/model"],
  "lib/constructs": ["lib/probes", "lib/model"],
  "lib/lab-files": ["lib/constructs", "lib/cni", "lib/probes", "lib/yaml", "lib/model"],
  "lib/results": ["lib/probes", "lib/figures", "lib/model"],
  "lib/scale": ["lib/cni", "lib/results", "lib/figures", "lib/model"],
  "lib/tables": ["lib/results", "lib/probes", "lib/model"],
  "lib/history": ["lib/scale", "lib/tables", "lib/results", "lib/probes", "lib/figures", "lib/model"],
  "lib/claims": ["lib/trace", "lib/tables", "lib/results", "lib/probes", "lib/figures", "lib/model"],
  "lib/trace": ["lib/tables", "lib/results", "lib/probes", "lib/model"],
  "lib/tasks": [
    ...["lib/claims", "lib/tables", "lib/results", "lib/probes", "lib/yaml", "lib/figures", "lib/model"],
  ],
  "lib/report": [
    ...["lib/trace", "lib/claims", "lib/history", "lib/scale", "lib/tables", "lib/results", "lib/probes"],
    ...["lib/figures", "lib/model"],
  ],
  "lib/workshop": ["lib/figures", "lib/model"],
  "lib/runtime": [
    ...["lib/tasks", "lib/workshop"],
    ...["lib/report", "lib/trace", "lib/claims", "lib/history", "lib/scale", "lib/tables", "lib/results"],
    ...["lib/probes", "lib/figures", "lib/model"],
  ],
  labs: ["lib/lab-files", "lib/cni", "lib/constructs", "lib/probes", "lib/model"],
  scripts: [
    "lib/lab-files",
    "lib/tasks",
    "lib/workshop",
    ...["lib/runtime", "lib/report", "lib/trace", "lib/claims", "lib/history", "lib/scale", "lib/results"],
    ...["lib/probes", "lib/figures", "lib/model"],
  ],
};
const allowed = Object.fromEntries(
  Object.entries(layers).map(([layer, below]) => [layer, [layer, ...below]]),
);
/** Packages that only one layer may use. */
const reserved: Record<string, readonly string[]> = {
  cdktf: ["lib/constructs", "lib/lab-files", "labs"],
  "@cdktf/provider-docker": ["lib/constructs"],
  zx: ["lib/runtime", "scripts"],
};

const layerOf = (file: string) => Object.keys(allowed).find((layer) => file.startsWith(`${layer}/`));
const files = ["lib", "labs", "scripts"].flatMap((folder) =>
  readdirSync(join(project, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);
const imports = files.flatMap((file) =>
  [...readFileSync(join(project, file), "utf8").matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(
    ([, target = ""]) => ({
      file,
      target: target.startsWith(".") ? relative(project, resolve(project, dirname(file), target)) : target,
    }),
  ),
);

it("keeps to the direction of imports", () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [layerOf(file), layerOf(target)];
    return from !== undefined && to !== undefined && !allowed[from]?.includes(to);
  });
  expect(wrong).toEqual([]);
  expect(imports.length).toBeGreaterThan(100);
});

it("keeps cdktf and zx apart", () => {
  const wrong = imports.filter(({ file, target }) => {
    const name = Object.keys(reserved).find((name) => target === name || target.startsWith(`${name}/`));
    return name !== undefined && !reserved[name]?.includes(layerOf(file) ?? "");
  });
  expect(wrong).toEqual([]);
});

it("acts on a lab in no probe but by its bench", () => {
  const pure = files.filter((file) => /^lib\/(probes|figures|tasks\/(run|checks|faults))\//.test(file));
  const effects = /from "node:|\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bprocess\./;
  expect(pure.filter((file) => effects.test(readFileSync(join(project, file), "utf8")))).toEqual([]);
  expect(pure.length).toBeGreaterThan(20);
});

it("measures no time by a clock that may be set", () => {
  // Instants: when a break is over, how long ago a file was written, and what `--since 2d` means.
  const instants = [
    ...["lib/runtime/serve/routes/trainer.ts", "lib/runtime/runs/at-work.ts", "scripts/times.ts"],
  ];
  expect(
    files.filter(
      (file) =>
        /\bDate\.now\b|\bgetTime\(\) [-+]/.test(readFileSync(join(project, file), "utf8")) &&
        !instants.includes(file),
    ),
  ).toEqual([]);
});

it("asks no probe, and no result of one, for its kind's name outside of lib/probes, lib/claims and lib/trace", () => {
  const shared = files.filter((file) =>
    /^(lib\/(model|constructs|results|report|runtime)|scripts)\//.test(file),
  );
  const asked = kindNames.map((kind) => new RegExp(`kind [!=]== "${kind}"`));
  expect(
    shared.filter((file) => asked.some((name) => name.test(readFileSync(join(project, file), "utf8")))),
  ).toEqual([]);
});

it("drops what steers tools before a package is loaded that reads it", () => {
  const statically = (file: string): string[] => {
    const text = readFileSync(join(project, file), "utf8");
    const targets = [...text.matchAll(/^(?:import|export) .*?from "([^"]+)";$/gms)].map(
      ([, name = ""]) => name,
    );
    return targets.flatMap((name) =>
      name.startsWith(".") ? statically(relative(project, resolve(project, dirname(file), name))) : [name],
    );
  };
  const entries = files.filter(
    (file) =>
      file.startsWith("scripts/") &&
      readFileSync(join(project, file), "utf8").includes("\nadoptToolEnvironment();"),
  );
  expect(entries.length).toBeGreaterThan(2);
  const early = entries.flatMap((entry) => statically(entry).map((name) => `${entry}: ${name}`));
  expect(early.filter((name) => !/: (node:.*|commander)$/.test(name))).toEqual([]);
});

it("loads what draws only where something is drawn", () => {
  const early = /^import (?!type )[^;]*? from "(vega|vega-lite|@viz-js\/viz)";$/m;
  expect(files.filter((file) => early.test(readFileSync(join(project, file), "utf8")))).toEqual([]);
});

it("has no cycles", () => {
  const graph = new Map(
    files.map((file) => [file, imports.filter((edge) => edge.file === file).map(({ target }) => target)]),
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  expect(files.flatMap((file) => visit(file, []) ?? [])).toEqual([]);
});

/** A container of a machine holds what is not the machine's own: its outer, or QEMU. */
it("reaches into machines by the programs of the host contract alone", () => {
  // Walls and racks are no machines, and the benchmark's are made by itself.
  const others = ["lib/runtime/labs/walls.ts", "lib/runtime/scale/rack.ts"];
  const calls = files
    .filter((file) => !file.startsWith("scripts/bench/") && !others.includes(file))
    .flatMap((file) =>
      readFileSync(join(project, file), "utf8")
        .split("\n")
        .filter((line) => /\["exec",|docker exec [$"`]|`container:\$\{|"cp",/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(calls.sort()).toEqual([
    // Beside a machine, for a capture; and out of that container.
    expect.stringMatching(/^lib\/runtime\/bench\/beside\.ts: .*container:/),
    expect.stringMatching(/^lib\/runtime\/bench\/beside\.ts: .*container:/),
    expect.stringMatching(/^lib\/runtime\/bench\/sidecar\.ts: .*"cp"/),
    'lib/runtime/engine/engine.ts: return ["exec", ...streams, container, ...program];',
    // What set-up fills a store of images with.
    expect.stringMatching(/^lib\/runtime\/setup\/image-store\.ts: .*"cp"/),
    expect.stringMatching(/^lib\/runtime\/setup\/image-store\.ts: .*"cp"/),
  ]);
});
