// start.mjs SCRIPT [ARGUMENT…]: runs a TypeScript script of this project on a machine that has nothing but Node
// and npm: installs the project's packages first, when they are missing or the lock file has changed.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled, markInstalled } from "./installed.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "..");

const { engines } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
const needed = engines.node.replace(">=", "");
const [oldest, current] = [needed, process.versions.node].map((version) => version.split(".").map(Number));
const isOld = current[0] < oldest[0] || (current[0] === oldest[0] && current[1] < oldest[1]);
if (isOld || process.platform !== "linux") {
  console.error(
    `error: Underlay needs Linux and Node ${needed} or later; this is ${process.platform} with Node ${process.version}.`,
  );
  process.exit(1);
}

if (!isInstalled(project)) {
  console.error("packages: installing what package-lock.json names …");
  const started = Date.now();
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: project,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    console.error("error: npm ci failed. Mend what it says above, then run the same command again.");
    process.exit(1);
  }
  markInstalled(project);
  console.error(`packages: installed after ${Math.round((Date.now() - started) / 1000)} s`);
}

const preloaded = (name) => ["--import", join(project, "scripts", name)];
const [script, ...args] = process.argv.slice(2);
const running = spawn(
  join(project, "node_modules/.bin/tsx"),
  [...["uncaught.mjs", "tool-environment.ts"].flatMap(preloaded), join(project, script), ...args],
  { cwd: project, stdio: "inherit" },
);
// Ctrl-C reaches the whole process group by itself; a signal to this process alone does not.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => running.kill("SIGTERM"));
running.on("error", (error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});
running.on("exit", (status, signal) => {
  process.exitCode = signal ? 130 : (status ?? 1);
});
