import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { crowd, crowdWarning } from "../../scale/neighbour-table.ts";
import { allLimited, floodWarning } from "../../scale/receive-queues.ts";
import { Engine } from "../engine/engine.ts";
import { makeRoomForNeighbours } from "../labs/lab-neighbours.ts";
import { readReceiveQueues, writeLimited } from "../scale/kernel-settings.ts";
import { say } from "../terminal.ts";

/** What seats are told, and where the kernel of the machine they share lets one lose the packets of others. */
export async function sharedKernelWarnings(
  limit: number | undefined,
  installation: Installation,
): Promise<string[]> {
  const queues = await queuesOf(installation);
  const warnings = [limit === undefined ? null : crowdWarning(limit), queues ? floodWarning(queues) : null];
  return warnings.filter((warning) => warning !== null);
}

/**
 * Sets the kernel so that no seat can, until the machine restarts: a neighbour table that none fills, and queues in which a
 * flood loses its own packets first. Throws a LabError where the labs do not fit it.
 */
export async function tuneSharedKernel(labs: readonly LabSpec[], installation: Installation): Promise<void> {
  await makeRoomForNeighbours(labs, installation, { tune: true, least: crowd, progress: say });
  const queues = await queuesOf(installation);
  if (!queues || allLimited(queues)) return;
  await writeLimited(new Engine(installation), installation.images, queues.processors);
  say("queues of received packets: a flood loses its own packets first (net.core.flow_limit_cpu_bitmap)");
}

/** An engine inside a container has no such setting, and neither has a kernel without CONFIG_NET_FLOW_LIMIT. */
const queuesOf = (installation: Installation) =>
  readReceiveQueues(new Engine(installation), installation.images).catch(() => undefined);
