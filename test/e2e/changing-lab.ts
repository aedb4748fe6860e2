import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { stateDir } from "../../lib/runtime/project.ts";
import { cdktf, ensureGone, inLab, underlay } from "./support.ts";

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

/** Pings ten times a second, for so many seconds, while something happens: for how long at a stretch nobody answered. */
export async function silence(
  lab: string,
  from: string,
  address: string,
  seconds: number,
  happens: () => Promise<unknown>,
): Promise<number> {
  const count = `${seconds * 10}`;
  const pinging = inLab(lab, from, ["ping", "-n", "-c", count, "-i", "0.1", "-W", "1", address]);
  const began = Date.now();
  await happens();
  const took = Date.now() - began;
  const { stdout } = await pinging;
  expect(took, "what happens has to end while pings go on").toBeLessThan(seconds * 1000);
  const answered = [...stdout.matchAll(/icmp_seq=(\d+) ttl/g)].map(([, number]) => Number(number));
  const gaps = [...answered, seconds * 10 + 1].map(
    (number, index) => number - (answered[index - 1] ?? 0) - 1,
  );
  return Math.max(...gaps) / 10;
}
