import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { releaseImages } from "../../lib/runtime/setup/image-claims.ts";
import { Programs } from "../fixtures/programs.ts";

let folder = "";
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-claims-"));
  programs = new Programs(folder);
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Gives up claims on an engine that has these references; returns what stays, and the volumes that were removed. */
async function release(references: readonly string[], images: readonly string[], rmi = "") {
  const tags = references.map((tag) => `echo ${tag}`).join("; ");
  programs.make("docker", `case "$1 $2" in "images --format") ${tags} ;; rmi*) ${rmi || ":"} ;; esac`);
  const stay = await releaseImages(new Engine(assumedInstallation), assumedInstallation.project, images);
  const removed = programs.calls("docker").filter((call) => call.startsWith("volume"));
  return { stay, removed };
}

it("the hosts' files go with the host image that they are of, and with no other", async () => {
  const images = ["underlay/host:0123", "underlay/probe:4567"];
  expect(await release(images, images)).toEqual({ stay: [], removed: ["volume rm underlay-rootfs-0123"] });
});

it.each([
  ["that another project claims", ["underlay/host:0123", "underlay/host:0123-other"], ""],
  ["that containers use", ["underlay/host:0123"], 'case "$2" in *-*) ;; *) exit 1 ;; esac'],
])("those of an image %s stay with it", async (_, references, rmi) => {
  expect(await release(references, ["underlay/host:0123"], rmi)).toEqual({
    stay: ["underlay/host:0123"],
    removed: [],
  });
});
