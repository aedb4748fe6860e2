import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx/core";
import type { Installation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { builtPath, flanneld } from "../../lib/runtime/setup/binaries.ts";

/** Something that brings equal labs of three hosts up and takes them down again. */
export interface Contestant {
  /** Brings `labs` labs up; resolves when all hosts are ready. */
  up(labs: number): Promise<unknown>;
  down(labs: number): Promise<unknown>;
}

/** seats.sh: nothing but the docker command. Call `end` when it is no longer needed. */
export async function plainScript(
  engine: Engine,
  { images }: Installation,
): Promise<Contestant & { end(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "underlay-bench-"));
  const workload = join(folder, "workload.tar");
  await engine.run(["save", "--output", workload, images.workload]);
  const env = {
    ...engine.environment,
    HOST_IMAGE: images.host,
    WORKLOAD_IMAGE: images.workload,
    FLANNELD: builtPath(flanneld),
    WORKLOAD_TAR: workload,
  };
  const seats = (...args: string[]) =>
    $({ cwd: projectDir, env, quiet: true })`scripts/bench/seats.sh ${args}`;
  return {
    up: (labs) => seats("up", String(labs)),
    down: () => seats("down"),
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The command line as users call it. */
export const underlay = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  $({ cwd: projectDir, env, quiet: true })`node scripts/underlay.mjs ${args}`;

/** The folder of lab-bench.ts in place of the project's labs. */
export const benchLabs = { ...process.env, UNDERLAY_LABS: join(projectDir, "labs/bench") };

const seats = (labs: number): string[] =>
  Array.from({ length: labs }, (_, index) => `lab-bench-${index + 1}`);

export const underlayLabs: Contestant = {
  up: (labs) => underlay(["deploy", ...seats(labs), "--no-probes"], benchLabs),
  down: (labs) => underlay(["destroy", ...seats(labs)], benchLabs),
};

/** Gigabytes that the engine's machine could give to new programs (proc(5), MemAvailable): what is up takes the difference. */
export async function availableMemory(engine: Engine, { images }: Installation): Promise<number> {
  const meminfo = await engine.run(Engine.once(images.probe, ["cat", "/proc/meminfo"]));
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1]) / 1e6;
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
