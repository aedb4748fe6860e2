import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { execCommand } from "../../scripts/verbs/exec.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { Programs } from "../fixtures/programs.ts";

vi.mock("../../lib/runtime/labs/presence.ts", () => ({ requireDeployed: async () => twoHosts() }));
vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));

const folder = mkdtempSync(join(tmpdir(), "underlay-exec-"));
const programs = new Programs(folder);
beforeEach(() => vi.stubEnv("PATH", folder));
afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = () => execCommand().parseAsync(["lab-test", "host1", "true"], { from: "user" });

it("says why docker cannot be started", async () => {
  await expect(run()).rejects.toThrow(
    /^docker cannot be started: .*ENOENT\. See that it is installed and on PATH\.$/,
  );
});

it("ends as the command does", async () => {
  programs.make("docker", "exit 7");
  await run();
  expect(process.exitCode).toBe(7);
});
