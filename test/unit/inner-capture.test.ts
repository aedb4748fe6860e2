import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { InnerCapture } from "../../lib/runtime/bench/inner-capture.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { ends, probing } from "../fixtures/probing.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-inner-"));
const programs = new Programs(folder);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("a capture in a workload is kept with as many packets as can be asked for", async () => {
  // 100,000 packets, each with its header in the file and 256 bytes of its own.
  const bytes = 100_000 * (16 + 256);
  programs.make("docker", `case "$*" in *base64*) head -c ${bytes} /dev/zero | base64 ;; esac`);
  vi.stubEnv("PATH", programs.path);
  const { context } = probing(() => undefined, { engine: new Engine(assumedInstallation), folder });
  const plan = { device: "eth0", filter: "", packets: 100_000, promiscuous: false };
  const capture = await InnerCapture.start(context, "test", ends.from, plan);
  const file = await capture.keep("test.pcap");
  expect(statSync(join(folder, file)).size).toBe(bytes);
});
