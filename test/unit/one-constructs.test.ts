import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "underlay-constructs-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Which constructs cdktf and Underlay have, in a project where npm has put them there. */
function taken(ofCdktf: string, ofUnderlay: string): string {
  put("node_modules/cdktf/index.js", 'exports.of = require("constructs").where;');
  for (const place of new Set([ofCdktf, ofUnderlay]))
    put(join(place, "node_modules/constructs/index.js"), `exports.where = "${place}";`);
  const scripts = join(folder, "packages/labs/node_modules/underlay/scripts");
  cpSync(join(projectDir, "scripts/one-constructs.mjs"), join(scripts, "one-constructs.mjs"));
  const program = `import "./one-constructs.mjs";
import cdktf from "cdktf";
import constructs from "constructs";
console.log(cdktf.of, constructs.where);`;
  writeFileSync(join(scripts, "program.mjs"), program);
  return execFileSync("node", [join(scripts, "program.mjs")], { encoding: "utf8" }).trim();
}

it("gives cdktf the constructs that Underlay has, where npm has installed two", () => {
  expect(taken(".", "packages/labs")).toBe("packages/labs packages/labs");
});

it("changes nothing where there is one", () => {
  expect(taken(".", ".")).toBe(". .");
});
