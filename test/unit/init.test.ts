import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { initProject } from "../../lib/runtime/init.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "underlay-init-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const packageOf = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

it("makes a project that is called as its folder is, and asks for this version of Underlay", () => {
  const folder = join(home, "My Labs");
  const made = initProject(folder);
  expect(made).toContain(join(folder, ".gitignore"));
  expect(packageOf(folder)).toMatchObject({ name: "my-labs", dependencies: { underlay: "0.1.0" } });
  expect(readdirSync(join(folder, "labs"))).toEqual(["lab-first.yaml", "lab-second.ts"]);
});

it("names a package's file as the project sees it", () => {
  const tarball = join(home, "underlay.tgz");
  writeFileSync(tarball, "");
  initProject(join(home, "labs"), tarball);
  expect(packageOf(join(home, "labs")).dependencies.underlay).toBe("file:../underlay.tgz");
});

it("makes none in place of a file", () => {
  writeFileSync(join(home, "labs"), "mine");
  expect(() => initProject(join(home, "labs"))).toThrow(`${home}/labs is there already, and no folder.`);
});

it("writes nothing where one of its files is", () => {
  mkdirSync(join(home, "labs"));
  writeFileSync(join(home, "labs/lab-first.yaml"), "mine");
  expect(() => initProject(home)).toThrow(`these files are there already: ${home}/labs/lab-first.yaml.`);
  expect(readdirSync(home)).toEqual(["labs"]);
});

it("has the cdktf command line, and the terminals for it, that Underlay itself is tested with", () => {
  initProject(join(home, "labs"));
  const [made, own] = [packageOf(join(home, "labs")), packageOf(resolve(import.meta.dirname, "../.."))];
  const [cli, terminals] = ["cdktf-cli", "@cdktf/node-pty-prebuilt-multiarch"];
  expect(made.devDependencies[cli]).toBe(own.devDependencies[cli]);
  expect(made.overrides).toEqual({ [terminals]: own.devDependencies[terminals] });
});

it("shares one copy of constructs with Underlay, which brings nothing that only cdktf's command line needs", () => {
  const { dependencies, peerDependencies, devDependencies } = packageOf(
    resolve(import.meta.dirname, "../.."),
  );
  expect(Object.keys(dependencies).filter((name) => /cdktf-cli|node-pty|constructs/.test(name))).toEqual([]);
  expect(peerDependencies).toEqual({ constructs: devDependencies.constructs });
  // Named, so that it is there also where npm installs no peers (--legacy-peer-deps).
  initProject(join(home, "labs"));
  expect(packageOf(join(home, "labs")).dependencies.constructs).toBe(devDependencies.constructs);
});
