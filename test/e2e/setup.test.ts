import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stateDir } from "../../lib/runtime/project.ts";
import { storeLabel } from "../../lib/runtime/setup/image-store.ts";
import { readInstallation } from "../../lib/runtime/setup/record.ts";
import { docker, engine, installation, lines, underlay } from "./support.ts";

const parse = (text: string): { part: string; state: string }[] => JSON.parse(text);

it("finds everything the second time and makes nothing", async () => {
  const { stdout, exitCode } = await underlay(["setup", "--json"]);
  expect(exitCode).toBe(0);
  expect(parse(stdout).filter(({ state }) => !["found", "skipped"].includes(state))).toEqual([]);
  expect(readInstallation()).toEqual(installation);
});

it("reports what is missing without making it, goes on where a kill ended it, and makes just that", async () => {
  const part = (name: string) => ({ part: name, state: "missing" });
  await docker(`rmi --no-prune ${installation.images.host}`);
  const check = await underlay(["setup", "--check", "--json"]);
  expect(check.exitCode).toBe(1);
  // A part whose needs are missing counts as missing itself.
  const missing = parse(check.stdout).filter(({ state }) => state === "missing");
  expect(missing).toEqual([part("host-image"), part("vm-image"), part("host-files")]);
  expect(await docker(`images --quiet ${installation.images.host}`)).toBe("");

  rmSync(join(stateDir, "build"), { recursive: true, force: true });
  const cut = underlay(["setup"]).run();
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await cut.kill("SIGKILL");
  await cut;
  const again = await underlay(["setup", "--json"]);
  expect(again.exitCode, again.stderr).toBe(0);
  const built = parse(again.stdout).filter(({ state }) => state === "built");
  // None at all where the killed one came as far as the image.
  expect(built.filter(({ part }) => part !== "host-image")).toEqual([]);
  expect(readInstallation()).toEqual(installation);
  expect(await docker(`ps --all --quiet --filter label=${storeLabel}`)).toBe("");
});

it("fills the host image's store, so that no host loads the workload image", async () => {
  const inside = await engine.run([
    ...["run", "--rm", "--entrypoint", "cat", installation.images.host],
    "/var/lib/docker/image/overlay2/repositories.json",
  ]);
  expect(Object.keys(JSON.parse(inside).Repositories["underlay/workload"])).toContain(
    "underlay/workload:latest",
  );
});

it("keeps the host image under 650 MB and what it runs in it", async () => {
  const size = Number(await docker(`image inspect --format {{.Size}} ${installation.images.host}`));
  expect(size).toBeLessThan(650e6);
  const { stderr } = await engine.start([
    "run",
    "--rm",
    "--entrypoint",
    "flanneld",
    installation.images.host,
    "--version",
  ]);
  expect(lines(stderr)).toEqual(["v0.28.4"]);
});

it("says what is wrong when it cannot reach the engine that it was told to use", async () => {
  const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock", PATH: process.env.PATH ?? "" };
  const { stderr, exitCode, stdout } = await underlay(["setup"], env);
  expect(exitCode).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("No engine answers at unix:///nonexistent/docker.sock (DOCKER_HOST)");
  expect(stderr).toContain("What to do: Start that engine, or unset DOCKER_HOST to use a local one.");
});
