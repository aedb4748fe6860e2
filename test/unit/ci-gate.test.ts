import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Programs } from "../fixtures/programs.ts";

/** The workflow for a shell that a new project gets. */
const script = resolve(import.meta.dirname, "../../template/ci/gate.sh");

let folder = "";
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-ci-"));
  programs = new Programs(join(folder, "bin"));
  // A gate ends as its lab is called: lab-3 with 3.
  programs.make("npx", 'case $2 in setup) exit "$SETUP" ;; gate) exit "$(echo "$3" | cut -c 5-)" ;; esac');
});
afterEach(() => rmSync(folder, { recursive: true }));

const gates = (args: readonly string[], setUp = 0) =>
  spawnSync("sh", [script, ...args], {
    cwd: folder,
    env: { ...process.env, PATH: programs.path, SETUP: String(setUp) },
    encoding: "utf8",
  });

it.each([
  [["lab-0", "lab-0"], 0],
  [["lab-0", "lab-3"], 3],
  [["lab-3", "lab-0"], 3],
  [["lab-2", "lab-3"], 2],
  [["lab-3", "lab-2"], 2],
  [["lab-3", "lab-127"], 2],
  [["lab-2", "lab-1", "lab-2"], 1],
  [["lab-1", "lab-3", "lab-0"], 1],
])("judges every lab, and ends with the worst of all: %j", (labs, status) => {
  expect(gates(["origin/main", ...labs]).status).toBe(status);
  const judged = programs.calls("npx").filter((call) => call.startsWith("underlay gate"));
  expect(judged.map((call) => call.split(" ").slice(2, 5).join(" "))).toEqual(
    labs.map((lab) => `${lab} --against origin/main`),
  );
});

it.each([[[]], [["origin/main"]]])("refuses to judge nothing: %j", (args) => {
  const { status, stderr } = gates(args);
  expect([status, stderr]).toEqual([2, expect.stringContaining("Name a commit and labs")]);
  expect(programs.calls("npx")).toEqual([]);
});

it("judges nothing where set-up fails", () => {
  expect(gates(["origin/main", "lab-0"], 1).status).toBe(2);
  expect(programs.calls("npx")).toEqual(["underlay setup"]);
});
