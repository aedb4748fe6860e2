import { rename } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { Clone } from "./clone.ts";
import {
  containers,
  docker,
  ensureGone,
  expectMachine,
  fixtureLabs,
  installation,
  lines,
  machine,
  underlay,
} from "./support.ts";

const lab = "lab-e2e-two";
/** Another instance of it, which the other clone has up. */
const theirs = `${lab}-1`;
let clone: Clone;
let before: Awaited<ReturnType<typeof machine>>;

const other = (...args: string[]) => clone.underlay(...args);

const plain = (text: string) => text.replace(/\s+/g, " ");
const imageIds = async () =>
  Promise.all(
    Object.values(installation.images).map(
      async (image) => lines(await docker(`images --quiet ${image}`))[0],
    ),
  );

beforeAll(async () => {
  await ensureGone(lab, fixtureLabs);
  before = await machine();
  clone = await Clone.make();
});

afterAll(async () => {
  await ensureGone(lab, fixtureLabs);
  if (Object.keys(await containers(theirs)).length > 0) await other("destroy", theirs);
  await clone.remove();
  await expectMachine(before);
});

describe("a copy of the project on the same engine", () => {
  it("is told to run set-up, and is then a project of its own", async () => {
    const early = await other("destroy", lab);
    expect(early.exitCode).toBe(2);
    expect(early.stderr).toContain("npx underlay setup");
    const setup = await other("setup");
    expect(setup.exitCode, setup.stderr).toBe(0);
    const ids = lines(await docker("images --format {{.Tag}} underlay/probe"));
    expect(ids).toContain(`${installation.images.probe.split(":")[1]}-${installation.project.id}`);
    expect(ids.length).toBeGreaterThanOrEqual(3);
  });

  it("lives beside the original: each deploys, probes and impairs its own, and leaves the other's alone", async () => {
    const both = await Promise.all([
      underlay(["deploy", lab, "--no-probes"], fixtureLabs),
      other("deploy", theirs, "--no-probes"),
    ]);
    for (const { exitCode, stderr } of both) expect(exitCode, stderr).toBe(0);
    const [our, their] = [await containers(lab), await containers(theirs)];
    const probed = await Promise.all([
      underlay(["probe", lab, "--json"], fixtureLabs),
      other("probe", theirs, "--json"),
    ]);
    expect(probed.map(({ stdout }) => JSON.parse(stdout)).map(({ name, status }) => [name, status])).toEqual([
      [lab, "passed"],
      [theirs, "passed"],
    ]);
    expect((await other("impair", theirs, "underlay", "--rate", "10000")).stdout).toMatch(/rate 10000 kbit/);
    expect((await underlay(["impair", lab], fixtureLabs)).stdout).toMatch(/ none$/m);
    // A machine that does not run is its project's all the same.
    await docker(`stop --time 1 ${theirs}-host2`);
    await underlay(["destroy", theirs], fixtureLabs);
    expect(await containers(theirs)).toEqual(their);
    const refused = await other("setup", "--remove");
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(`Labs are still deployed: ${theirs}`);
    const again = await other("deploy", theirs, "--no-probes");
    expect(again.exitCode, again.stderr).toBe(0);
    expect([await containers(lab), await containers(theirs)]).toEqual([our, their]);
  });

  it("keeps its lab when its folder is moved, once it was set up there", async () => {
    const [our, images] = [await containers(lab), await imageIds()];
    const moved = `${clone.folder}-moved`;
    await rename(clone.folder, moved);
    clone.folder = moved;
    const early = await other("destroy", theirs);
    expect(early.exitCode).toBe(2);
    expect(early.stderr).toContain("npx underlay setup");
    const setup = await other("setup");
    expect(setup.exitCode, setup.stderr).toBe(0);
    expect((await other("inspect", theirs)).exitCode).toBe(0);
    const gone = await other("destroy", "--all");
    expect(gone.exitCode, gone.stderr).toBe(0);
    expect([await containers(theirs), await containers(lab)]).toEqual([{}, our]);
    expect(await imageIds()).toEqual(images);
  });

  it("is refused a lab that the original has up, with its folder, and touches nothing of it", async () => {
    const [ours, images] = [await containers(lab), await imageIds()];
    const refused = await other("deploy", lab, "--no-probes");
    expect(refused.exitCode).toBe(1);
    const said = plain(refused.stderr);
    expect(said).toContain(
      `has a container "${lab}-host1" already. It belongs to lab ${lab} of the project in`,
    );
    expect(said).toContain(`cd ${projectDir} && npx underlay destroy ${lab}`);
    await other("destroy", lab);
    expect(await containers(lab)).toEqual(ours);
    const removed = await other("setup", "--remove");
    expect(removed.exitCode, removed.stderr).toBe(0);
    expect(await containers(lab)).toEqual(ours);
    expect(await imageIds()).toEqual(images);
  });
});
