import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withLock } from "../../lib/runtime/lock.ts";

it("lets one in at a time, names the holder, and is taken over from the dead", async () => {
  const folder = await mkdtemp(join(tmpdir(), "underlay-lock-"));
  const file = join(folder, "deep/lock");
  await withLock(file, "a deploy", async () => {
    await expect(withLock(file, "a deploy", async () => undefined)).rejects.toThrow(
      `a deploy is already at work in process ${process.pid}. Wait for it, or end it with: kill ${process.pid}`,
    );
  });
  expect(existsSync(file)).toBe(false);
  // Process numbers end at 2^22 on Linux: nobody has this one.
  writeFileSync(file, "99999999");
  expect(await withLock(file, "a deploy", async () => "done")).toBe("done");
  await expect(withLock(file, "a deploy", () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  expect(existsSync(file)).toBe(false);
  await rm(folder, { recursive: true });
});
