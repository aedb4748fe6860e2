import type { Installation } from "../../model/installation.ts";
import {
  type NeighbourTable,
  parseNeighbourTable,
  readScript,
  type Thresholds,
  writeScript,
} from "../../scale/neighbour-table.ts";
import {
  limitScript,
  parseReceiveQueues,
  type ReceiveQueues,
  readQueuesScript,
} from "../../scale/receive-queues.ts";
import { Engine, type Rights } from "../engine/engine.ts";
import { scaleLabel } from "./rack.ts";

type Images = Installation["images"];

// What all labs share of the machine's kernel. Each throws where the machine does not let it be seen, or set.

export const readNeighbourTable = async (engine: Engine, images: Images): Promise<NeighbourTable> =>
  parseNeighbourTable(await engine.run(onMachine(images, readScript)));

export const writeThresholds = (engine: Engine, images: Images, thresholds: Thresholds): Promise<void> =>
  set(engine, images, writeScript(thresholds));

export const readReceiveQueues = async (engine: Engine, images: Images): Promise<ReceiveQueues> =>
  parseReceiveQueues(await engine.run(onMachine(images, readQueuesScript)));

/** Limits flows on the queues of these processors, and on no other. */
export const writeLimited = (engine: Engine, images: Images, processors: readonly number[]): Promise<void> =>
  set(engine, images, limitScript(processors));

/** Containers find /proc/sys read-only. */
async function set(engine: Engine, images: Images, script: string): Promise<void> {
  const rights = {
    add: ["NET_ADMIN", "SYS_ADMIN"],
    flags: ["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
  };
  await engine.run(onMachine(images, `mount -o remount,rw,bind /proc/sys && ${script}`, rights));
}

/** A script in the machine's own network namespace: the settings are in no other. */
const onMachine = ({ probe }: Images, script: string, { add = [], flags = [] }: Rights = {}): string[] => {
  const rights = { network: "host", add, flags: ["--label", scaleLabel, ...flags] };
  return Engine.once(probe, ["sh", "-c", script], rights);
};
