import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { machinesRunning } from "../../lib/runtime/workshop/machines.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-machines-"));
const programs = new Programs(folder);
afterAll(() => rmSync(folder, { recursive: true }));

it("counts the machines that run, and none that is paused or ends again and again", async () => {
  vi.stubEnv("PATH", programs.path);
  // Of each lab a host is restarting or paused, which "docker ps" alone lists as well.
  const all = "lab-a\\nlab-a\\nlab-b\\nlab-b\\nlab-c\\n";
  programs.make(
    "docker",
    `case "$*" in *status=running*) printf 'lab-a\\nlab-b\\n' ;; *) printf '${all}' ;; esac`,
  );
  const running = await machinesRunning(assumedInstallation);
  vi.unstubAllEnvs();
  expect([...running]).toEqual([
    ["lab-a", 1],
    ["lab-b", 1],
  ]);
});
