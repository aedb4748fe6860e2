import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { folderOf, onOtherNodes, otherThan, supported } from "../../scripts/checks/nodes.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const programs = new Programs(join(projectDir, "bin"));
vi.stubEnv("PATH", programs.path);
let said: MockInstance<typeof process.stderr.write>;
beforeEach(() => {
  said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  said.mockRestore();
  programs.forget("npm");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(projectDir, { recursive: true });
});

/** An npm that installs a `node` which says a word. */
const npm = (word: string) =>
  programs.make(
    "npm",
    `bin=$3/node_modules/node-linux-${process.arch}/bin
mkdir -p $bin && printf '#!/bin/sh\\necho ${word}\\n' >$bin/node && chmod +x $bin/node`,
  );

const ran = { passed: 5, failed: 0, skipped: 0 };

describe("the lines of Node", () => {
  it("begin with the oldest that the package asks for", () => {
    const manifest = readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8");
    expect(supported[0]).toBe(`${JSON.parse(manifest).engines.node.replace(">=", "")}.0`);
  });

  it.each([
    ["20.20.2", ["24.21.0"]],
    ["24.0.0", ["20.19.0"]],
    ["22.12.0", ["20.19.0", "24.21.0"]],
  ])("beside %s are all supported others", (running, others) => {
    expect(otherThan(running)).toEqual(others);
  });
});

describe("a Node that is not the running one", () => {
  it("is fetched once, in the version that is named, and can be run", async () => {
    npm("hello");
    const folder = await folderOf("98.1.0");
    expect(await folderOf("98.1.0")).toBe(folder);
    expect(spawnSync(join(folder, "node"), { encoding: "utf8" }).stdout).toBe("hello\n");
    expect(programs.calls("npm")).toEqual([
      expect.stringMatching(/^install --prefix .* node-linux-\w+@98\.1\.0$/),
    ]);
  });

  it("runs the tests, which are counted", async () => {
    npm("hello");
    const folders: string[] = [];
    const counts = await onOtherNodes(async (folder) => {
      folders.push(folder);
      return ran;
    });
    expect(folders).toEqual(await Promise.all(otherThan(process.versions.node).map(folderOf)));
    expect(counts).toEqual(folders.map(() => ran));
  });

  it("is a skipped test with npm's reason where npm does not fetch it, and nothing of it stays", async () => {
    const kept = join(projectDir, "cache/node");
    rmSync(kept, { recursive: true, force: true });
    programs.make("npm", "echo npm error code E404 >&2; exit 1");
    const counts = await onOtherNodes(() => Promise.reject(new Error("there is no Node")));
    expect(counts).toEqual(
      otherThan(process.versions.node).map(() => ({ passed: 0, failed: 0, skipped: 1 })),
    );
    expect(said.mock.calls.flat().join("\n")).toMatch(/Tests on Node [\d.]+: SKIPPED.*E404/s);
    expect(readdirSync(kept).flatMap((version) => readdirSync(join(kept, version)))).toEqual([]);
  });
});
