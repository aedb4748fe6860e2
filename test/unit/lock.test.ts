import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withLock } from "../../lib/runtime/lock.ts";
import { projectDir } from "../../lib/runtime/project.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const lock = () => join(folder, "deep/lock");

it("lets one in at a time, and says who is in", async () => {
  await withLock(lock(), "deploy of lab-a", async () => {
    await expect(withLock(lock(), "destroy of lab-a", async () => undefined)).rejects.toThrow(
      `destroy of lab-a cannot begin now: deploy of lab-a (process ${process.pid}) is at work. Wait until that has ended.`,
    );
  });
  expect(await withLock(lock(), "destroy of lab-a", async () => "done")).toBe("done");
});

it("is free again when the work fails", async () => {
  await expect(withLock(lock(), "deploy", () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  expect(await withLock(lock(), "deploy", async () => "done")).toBe("done");
});

it("is not held by a number in a file, whoever has that number now", async () => {
  writeFileSync(join(folder, "lock"), `deploy of lab-a (process ${process.ppid})\n`);
  expect(await withLock(join(folder, "lock"), "deploy", async () => "done")).toBe("done");
});

it("ends with its holder, also with one that was killed", async () => {
  const script = `
    import { withLock } from "./lib/runtime/lock.ts";
    await withLock(${JSON.stringify(lock())}, "deploy", () => new Promise(() => { console.log("held"); setInterval(() => {}, 1000); }));
  `;
  const holder = spawn("node_modules/.bin/tsx", ["--input-type=module", "--eval", script], {
    cwd: projectDir,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  await once(holder.stdout, "data");
  await expect(withLock(lock(), "deploy", async () => undefined)).rejects.toThrow("cannot begin now");
  process.kill(-(holder.pid ?? 0), "SIGKILL");
  await once(holder, "exit");
  await expect.poll(() => withLock(lock(), "deploy", async () => "done").catch(() => "held")).toBe("done");
});
