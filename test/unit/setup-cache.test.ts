import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeWhole } from "../../lib/runtime/setup/cache.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("gives a file its name when it is whole", async () => {
  const file = join(folder, "bin/program");
  await makeWhole(file, async (path) => {
    writeFileSync(path, "whole");
    expect(readdirSync(join(folder, "bin"))).not.toContain("program");
  });
  expect([readdirSync(join(folder, "bin")), readFileSync(file, "utf8")]).toEqual([["program"], "whole"]);
});

it("leaves nothing of one that could not be made, and the one that there was", async () => {
  const file = join(folder, "program");
  writeFileSync(file, "before");
  const failed = makeWhole(file, async (path) => {
    writeFileSync(path, "half");
    throw new Error("no space left on device");
  });
  await expect(failed).rejects.toThrow("no space left on device");
  expect([readdirSync(folder), readFileSync(file, "utf8")]).toEqual([["program"], "before"]);
});

it("removes what a killed set-up left, and nothing of one that is at work, or of another program", async () => {
  const [killed, working, other] = [
    `program.${2 ** 22 + 1}`,
    `program.${process.ppid}`,
    `other.${2 ** 22 + 1}`,
  ];
  for (const name of [killed, working, other]) writeFileSync(join(folder, name), "half");
  await makeWhole(join(folder, "program"), async (path) => writeFileSync(path, "whole"));
  expect(readdirSync(folder).sort()).toEqual(["program", working, other].sort());
});
