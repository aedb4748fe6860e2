import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { limitMachines } from "../../lib/runtime/labs/limits.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";

let folder = "";
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-limits-"));
  programs = new Programs(folder);
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const lab = resolveLab(
  declaration({
    segments: [segment(), segment({ name: "right" })],
    hosts: [
      host(1, "client"),
      host(2, "server", { limits: { memory: 1024, pids: 300, cpus: 2 }, attachments: on("underlay") }),
    ],
    routers: [router(1, "underlay", "right")],
  }),
);

it("gives each machine the processes and the processor time that it may have, in one call for all with the same", async () => {
  programs.make("docker");
  await limitMachines(lab, assumedInstallation);
  expect(programs.calls("docker").sort()).toEqual([
    "update --pids-limit 300 --cpu-period 100000 --cpu-quota 200000 lab-test-host2",
    "update --pids-limit 4096 --cpu-period 100000 --cpu-quota -1 lab-test-host1",
    "update --pids-limit 512 --cpu-period 100000 --cpu-quota -1 lab-test-router1",
  ]);
});

it("fails with what the engine says", async () => {
  programs.make("docker", "echo no such container >&2; exit 1");
  await expect(limitMachines(lab, assumedInstallation)).rejects.toThrow("no such container");
});
