import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { Programs } from "../fixtures/programs.ts";

it("runs a command in a container of its own that may do nothing unless it is named", () => {
  expect(Engine.once("probe:1", ["cat", "/proc/meminfo"]).join(" ")).toBe(
    "run --rm --network none --cap-drop ALL probe:1 cat /proc/meminfo",
  );
  const rights = { network: "host", add: ["NET_ADMIN", "SYS_ADMIN"], flags: ["--device", "/dev/kvm"] };
  expect(Engine.once("probe:1", ["id"], rights).join(" ")).toBe(
    "run --rm --network host --cap-drop ALL --cap-add NET_ADMIN --cap-add SYS_ADMIN --device /dev/kvm probe:1 id",
  );
});

it("tells how a command ended that did not read its input", async () => {
  const folder = mkdtempSync(join(tmpdir(), "underlay-engine-"));
  const programs = new Programs(folder);
  programs.make("docker", "echo 'no such container' >&2; exit 3");
  vi.stubEnv("PATH", programs.path);
  try {
    const input = Buffer.alloc(2 ** 20);
    const output = await new Engine(assumedInstallation).start(["exec", "host1", "cat"], { input });
    expect([output.exitCode, output.stderr]).toEqual([3, "no such container\n"]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});

it("ends a command that prints more than it may", async () => {
  const folder = mkdtempSync(join(tmpdir(), "underlay-engine-"));
  const programs = new Programs(folder);
  programs.make("docker", "exec yes");
  vi.stubEnv("PATH", programs.path);
  try {
    const output = await new Engine(assumedInstallation).start(["exec", "host1", "yes"], { most: 100_000 });
    expect(output.exitCode).toBeNull();
    expect(output.stdout.length).toBeGreaterThan(100_000);
    // What was on its way.
    expect(output.stdout.length).toBeLessThan(10_000_000);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});
