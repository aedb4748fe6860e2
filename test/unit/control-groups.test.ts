import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { controlGroupsOf, otherControlGroups } from "../../lib/runtime/engine/control-groups.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { Programs } from "../fixtures/programs.ts";

let folder = "";
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-groups-"));
  programs = new Programs(folder);
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** An engine that says this of itself. */
function saying(text: string): Engine {
  programs.make("docker", `echo '${text}'`);
  return new Engine(assumedInstallation);
}

it.each([
  ["1 true", { version: 1, swap: true }],
  ["2 false", { version: 2, swap: false }],
])("an engine that says %j has those control groups", async (text, groups) => {
  expect(await controlGroupsOf(saying(text))).toEqual(groups);
});

it("a machine that came up with others than set-up found is told of, with the fix", async () => {
  const recorded = { controlGroups: { version: 2, swap: true } } as const;
  expect(await otherControlGroups(saying("2 true"), "lab-a", recorded)).toEqual([]);
  expect(await otherControlGroups(saying("1 false"), "lab-a", recorded)).toEqual([
    {
      path: "lab-a",
      message:
        'The engine\'s machine has other control groups (version 1, without limits of swap) than set-up found (version 2, with limits of swap). Run "npx underlay setup".',
    },
  ]);
});
