import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { stateDir } from "../../lib/runtime/project.ts";
import { cdktf, ensureGone, underlay } from "./support.ts";

/** A lab whose file is written anew: deployed before the tests, destroyed after them. */
export function useChangingLab(name: string, first: string) {
  const folder = join(stateDir, `e2e-${name}`);
  const env = { UNDERLAY_LABS: folder };
  const deploy = async (text: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), text);
    const { exitCode, stderr } = await underlay(["deploy", name, "--no-probes"], env);
    expect(exitCode, stderr).toBe(0);
    return stderr;
  };
  /** What Terraform would change now. */
  const plan = async () => (await cdktf(["diff", name], env)).stdout;
  beforeAll(async () => {
    await ensureGone(name, env);
    await deploy(first);
  });
  afterAll(async () => {
    await ensureGone(name, env);
    rmSync(folder, { recursive: true, force: true });
  });
  return { deploy, plan };
}
