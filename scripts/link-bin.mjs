// Run by npm after an install: npx finds a project's own command only in node_modules/.bin.
import { existsSync, rmSync, symlinkSync } from "node:fs";

if (existsSync("node_modules/.bin")) {
  rmSync("node_modules/.bin/underlay", { force: true });
  symlinkSync("../../scripts/underlay.mjs", "node_modules/.bin/underlay");
}
