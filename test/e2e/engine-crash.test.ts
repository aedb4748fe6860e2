import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { destroy } from "../../lib/runtime/deploy/destroy.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { stateFile } from "../../lib/runtime/labs/labs.ts";
import { requireSound, withStacks } from "../../lib/runtime/labs/synthesis.ts";
import { OwnEngine } from "./own-engine.ts";
import { ensureGone, fixtureLabs, lines, installation as shared, words } from "./support.ts";

const lab = "lab-e2e-two-3";
const own = new OwnEngine();
const { engine, installation } = own;

const bringUp = () =>
  withStacks({ only: [lab] }, async (synthesis, stackOf) => {
    const [spec] = requireSound([lab], synthesis);
    if (!spec) throw new Error(`there is no ${lab}`);
    // Synthesis goes by what set-up found.
    const configuration = join(stackOf(lab), "cdk.tf.json");
    const text = readFileSync(configuration, "utf8");
    writeFileSync(configuration, text.replaceAll(shared.engineHost, installation.engineHost));
    const progress = { machine: () => undefined, say: () => undefined, end: () => undefined };
    const signal = new AbortController().signal;
    await deploy(spec, { stack: stackOf(lab), installation, progress, signal });
  });

/** The ID of every container, which a replacement changes. */
const all = async () =>
  lines(await engine.run(["ps", "--all", "--no-trunc", "--format", "{{.Names}} {{.ID}}"])).sort();

beforeAll(async () => {
  vi.stubEnv("UNDERLAY_LABS", fixtureLabs.UNDERLAY_LABS);
  await ensureGone(lab, fixtureLabs);
  await own.begin();
});

afterAll(async () => {
  try {
    await destroy(lab, installation);
  } finally {
    await own.remove();
    rmSync(stateFile(lab), { force: true });
    vi.unstubAllEnvs();
  }
  expect(own.processes()).toEqual([]);
});

it("a lab is itself again after its engine was killed: the next deploy says so, and replaces nothing", async () => {
  await bringUp();
  const before = await all();
  // Two hosts, and the walls.
  expect(before).toHaveLength(3);
  await own.kill();
  await own.start();
  await bringUp();
  expect(await all()).toEqual(before);
  const ping = await engine.start(Engine.inside(`${lab}-host1`, words("ping -n -c 2 -W 2 10.244.2.1")));
  expect(ping.stdout).toContain("2 received");
});
