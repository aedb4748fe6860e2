// Run by npm after an install in this project.
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { markInstalled } from "./installed.mjs";

if (existsSync("node_modules/.bin")) {
  // npx finds a project's own command only there.
  rmSync("node_modules/.bin/underlay", { force: true });
  symlinkSync("../../scripts/underlay.mjs", "node_modules/.bin/underlay");
  markInstalled(".");
}
