import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { answerOf } from "../../lib/runtime/engine/answer.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-answer-"));
const programs = new Programs(folder);
const asked = (docker: string, limit?: number) => {
  programs.make("docker", docker);
  return answerOf(new Engine(assumedInstallation), limit);
};

beforeEach(() => vi.stubEnv("PATH", programs.path));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe("an engine", () => {
  it("that is busy is waited for", async () => {
    expect(await asked("sleep 1; echo 20.10.24")).toEqual({ version: "20.10.24" });
  });

  it("that says nothing for too long is told so", async () => {
    expect(await asked("exec sleep 30", 1)).toEqual({ silence: "it has said nothing for 1 s" });
  });

  it("that is not there is told in the client's words", async () => {
    expect(await asked('echo first >&2; echo "dial unix: no such file" >&2; exit 1')).toEqual({
      silence: "dial unix: no such file",
    });
  });
});
