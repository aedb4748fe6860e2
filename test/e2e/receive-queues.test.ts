import { afterAll, beforeAll, expect, it } from "vitest";
import { resolveLab } from "../../lib/model/resolve.ts";
import {
  readNeighbourTable,
  readReceiveQueues,
  writeLimited,
  writeThresholds,
} from "../../lib/runtime/scale/kernel-settings.ts";
import { sharedKernelWarnings, tuneSharedKernel } from "../../lib/runtime/workshop/shared-kernel.ts";
import type { Thresholds } from "../../lib/scale/neighbour-table.ts";
import type { ReceiveQueues } from "../../lib/scale/receive-queues.ts";
import { declaration, host } from "../fixtures/declaration.ts";
import { engine, installation } from "./support.ts";

/** The machine's own, which it has back whatever becomes of the test. */
let before: { queues: ReceiveQueues; thresholds: Thresholds } | undefined;
const { images } = installation;

beforeAll(async () => {
  const { thresholds } = await readNeighbourTable(engine, images);
  before = { queues: await readReceiveQueues(engine, images), thresholds };
});
afterAll(async () => {
  if (!before) return;
  await writeLimited(engine, images, before.queues.limited);
  await writeThresholds(engine, images, before.thresholds);
  expect(await readReceiveQueues(engine, images)).toEqual(before.queues);
});

it("limit each flow where seats share them, and the user allows it", async () => {
  await writeLimited(engine, images, []);
  expect(await sharedKernelWarnings(undefined, installation)).toEqual([
    expect.stringContaining("queues of received packets"),
  ]);
  await tuneSharedKernel([resolveLab(declaration({ hosts: [host(1, ""), host(2, "")] }))], installation);
  const { processors, limited } = await readReceiveQueues(engine, images);
  expect(limited).toEqual(processors);
  expect(await sharedKernelWarnings(undefined, installation)).toEqual([]);
});
