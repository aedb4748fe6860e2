import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RackPlan } from "../../scale/rack-plan.ts";
import { failed, type Outcome, readOutcome } from "../../scale/record.ts";
import { type Engine, EngineError, explain } from "../engine/engine.ts";

/** On every container of a scale run, so that whatever was left behind is found. */
export const scaleLabel = "underlay.lab=scale-bgp";
const container = "underlay-scale-bgp";
const folder = "/rack";
const program = "/usr/lib/underlay/rack/rack";

/** Each of a rack's two waits ends after so many seconds. */
const waitLimit = 60;

export interface RackOptions {
  readonly image: string;
  readonly signal: AbortSignal;
}

/**
 * Measures one point in a container of its own, which is removed whatever happens. What goes wrong with the point is
 * its outcome, so the rest can go on; undefined when it was interrupted.
 */
export async function measureRack(
  engine: Engine,
  plan: RackPlan,
  { image, signal }: RackOptions,
): Promise<Outcome | undefined> {
  const hosts = Object.keys(plan.files).length - 1;
  const command = ["exec", engine.nameOf(container), program, folder, String(waitLimit)];
  await remove(engine);
  try {
    await engine.run(startArguments(engine, image));
    await copyIn(engine, plan);
    // Making, asking and reading takes far below a second for each host.
    const output = await engine.start(command, { limit: 2 * waitLimit + 30 + hosts, signal });
    if (signal.aborted) return undefined;
    return output.exitCode === 0
      ? readOutcome(output.stdout, plan.sessions)
      : failed(explain(command, output));
  } catch (error) {
    if (error instanceof EngineError) return failed(error.message);
    throw error;
  } finally {
    await remove(engine);
  }
}

/** NET_ADMIN and SYS_ADMIN make network namespaces, NET_BROADCAST hears of the routes in them. */
function startArguments(engine: Engine, image: string): string[] {
  return [
    ...["run", "--detach", "--name", engine.nameOf(container), "--label", scaleLabel, "--network", "none"],
    ...["NET_ADMIN", "SYS_ADMIN", "NET_BROADCAST"].flatMap((capability) => ["--cap-add", capability]),
    ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
    ...["--tmpfs", "/run:exec", "--entrypoint", "sleep", image, "infinity"],
  ];
}

async function copyIn(engine: Engine, { files }: RackPlan): Promise<void> {
  const local = await mkdtemp(join(tmpdir(), "underlay-rack-"));
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(local, name), text)));
    await engine.run(["cp", `${local}/.`, `${engine.nameOf(container)}:${folder}`]);
  } finally {
    await rm(local, { recursive: true, force: true });
  }
}

const remove = (engine: Engine) => engine.start(["rm", "--force", "--volumes", engine.nameOf(container)]);
