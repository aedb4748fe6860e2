import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { machinesThere } from "../../lib/runtime/workshop/machines.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-machines-"));
const programs = new Programs(folder);
afterAll(() => rmSync(folder, { recursive: true }));

it("counts the machines that run, and none that is paused or ends again and again, which is there all the same", async () => {
  vi.stubEnv("PATH", programs.path);
  const all = ["running lab-a", "restarting lab-a", "paused lab-b", "running lab-b", "paused lab-c"];
  programs.make("docker", `printf '${all.join("\\n")}\\n'`);
  const { there, running } = await machinesThere(assumedInstallation);
  vi.unstubAllEnvs();
  expect([...there]).toEqual(["lab-a", "lab-b", "lab-c"]);
  expect([...running]).toEqual([
    ["lab-a", 1],
    ["lab-b", 1],
  ]);
});
