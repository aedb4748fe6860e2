import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect } from "vitest";
import { stateDir } from "../../lib/runtime/project.ts";
import { cdktf, ensureGone, inLab, underlay, words } from "./support.ts";

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

/**
 * Pings ten times a second while something happens, and two seconds longer: for how long at a stretch, in seconds,
 * nobody answered. What happens has to end within five minutes.
 */
export async function silence(
  lab: string,
  from: string,
  address: string,
  happens: () => Promise<unknown>,
): Promise<number> {
  const pinging = inLab(lab, from, words(`ping -n -c 3000 -i 0.1 -W 1 ${address}`), 360);
  await happens();
  await delay(2000);
  await inLab(lab, from, words("killall -INT ping"));
  const { stdout } = await pinging;
  const sent = Number(/(\d+) packets transmitted/.exec(stdout)?.[1]);
  expect(sent, `what happens has to end while pings go on: ${stdout}`).toBeLessThan(3000);
  const answered = [...stdout.matchAll(/icmp_seq=(\d+) ttl/g)].map(([, number]) => Number(number));
  // The last one was perhaps still under way.
  const gaps = [...answered, sent].map((number, index) => number - (answered[index - 1] ?? 0) - 1);
  return Math.max(...gaps) / 10;
}
