import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { build } from "../../lib/runtime/setup/binaries.ts";
import { readMade } from "../../lib/runtime/setup/made.ts";
import { RegistryAnswers } from "../../lib/runtime/setup/registries.ts";
import { Programs } from "../fixtures/programs.ts";
import { packageDir, projectDir, stateDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const programs = new Programs(join(projectDir, "bin"));
beforeEach(() => vi.stubEnv("PATH", programs.path));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(projectDir, { recursive: true }));

describe("a program that is built from source", () => {
  const program = { name: "program", module: "b", package: ".", stamp: { module: "m", variable: "v" } };
  beforeEach(() => {
    for (const [module, go] of Object.entries({ a: "1.9.2", b: "1.26.0", c: "1.25.0" })) {
      mkdirSync(join(packageDir, "toolchain", module), { recursive: true });
      writeFileSync(join(packageDir, "toolchain", module, "go.mod"), `module ${module}\n\ngo ${go}\n`);
    }
    // One that is no module of Go's.
    mkdirSync(join(packageDir, "toolchain/d"), { recursive: true });
  });

  it("says why Go cannot tell the version that it is to be built of", async () => {
    programs.make("go", "echo 'go: go.mod requires go >= 1.26.0 (running go 1.24.0)' >&2; exit 1");
    await expect(build(program)).rejects.toThrow(
      /^program: "go list -m -f …" failed:\ngo: go\.mod requires go >= 1\.26\.0 .*\nWhat to do: See .*\/log\/program\.log/,
    );
  });

  it("asks for the newest Go that one of them needs", async () => {
    rmSync(join(projectDir, "bin/go"), { force: true });
    vi.stubEnv("PATH", join(projectDir, "bin"));
    await expect(build(program)).rejects.toThrow(
      /^program is built from source, and there is no Go here\nWhat to do: Install Go 1\.26\.0 or later/,
    );
  });
});

describe("what set-up keeps, cut off by a full disk", () => {
  beforeEach(() => {
    mkdirSync(stateDir, { recursive: true });
    for (const name of ["registries.json", "made.json"]) writeFileSync(join(stateDir, name), '{"ima');
  });

  it("is found out again where it can be", () => {
    expect(new RegistryAnswers({ forget: false }).remembered("images")).toBeUndefined();
  });

  it("is named where it cannot be, with what to do", () => {
    expect(() => readMade()).toThrow(/\/made\.json is cut off, or no JSON at all\. .* remove it: then/);
  });
});
