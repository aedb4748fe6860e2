import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(projectDir, { recursive: true, force: true });
});

it("says how a command ended that did not read what it was given", async () => {
  const programs = new Programs(join(projectDir, "bin"));
  vi.stubEnv("PATH", programs.path);
  programs.make("docker", "exit 3");
  const { exitCode } = await new Engine(assumedInstallation).start(["exec"], { input: "x".repeat(2 ** 22) });
  expect(exitCode).toBe(3);
});

it("runs a command in a container of its own that may do nothing unless it is named", () => {
  expect(Engine.once("probe:1", ["cat", "/proc/meminfo"]).join(" ")).toBe(
    "run --rm --network none --cap-drop ALL probe:1 cat /proc/meminfo",
  );
  const rights = { network: "host", add: ["NET_ADMIN", "SYS_ADMIN"], flags: ["--device", "/dev/kvm"] };
  expect(Engine.once("probe:1", ["id"], rights).join(" ")).toBe(
    "run --rm --network host --cap-drop ALL --cap-add NET_ADMIN --cap-add SYS_ADMIN --device /dev/kvm probe:1 id",
  );
});
