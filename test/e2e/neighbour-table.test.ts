import { afterAll, beforeAll, expect, it } from "vitest";
import { resolveLab } from "../../lib/model/resolve.ts";
import { makeRoomForNeighbours } from "../../lib/runtime/labs/lab-neighbours.ts";
import { readNeighbourTable, writeThresholds } from "../../lib/runtime/scale/kernel-settings.ts";
import { crowd, type Thresholds } from "../../lib/scale/neighbour-table.ts";
import { declaration, host } from "../fixtures/declaration.ts";
import { engine, installation } from "./support.ts";

/** The machine's own, which it has back whatever becomes of the tests. */
let before: Thresholds | undefined;
const thresholds = async () => (await readNeighbourTable(engine, installation.images)).thresholds;

beforeAll(async () => {
  before = await thresholds();
});
afterAll(async () => {
  if (before) await writeThresholds(engine, installation.images, before);
  expect(await thresholds()).toEqual(before);
});

/** As many hosts on one segment as the table does not hold. It is planned, and never deployed. */
function tooLarge([, , limit]: Thresholds) {
  const count = Math.ceil(Math.sqrt(limit)) + 1;
  const hosts = Array.from({ length: count }, (_, index) => host(index + 1, "", { workloads: [] }));
  return { lab: resolveLab(declaration({ hosts })), needed: count * (count - 1) };
}

it("is enlarged for labs that it does not hold, with the user's word only, and never made smaller", async () => {
  if (!before) throw new Error("the machine does not tell its table's limits");
  const { lab, needed } = tooLarge(before);
  const said: string[] = [];
  const room = (tune: boolean) =>
    makeRoomForNeighbours([lab], installation, { tune, progress: (text) => said.push(text) });
  await expect(room(false)).rejects.toThrow("Add --tune to have the limit raised");
  expect(await thresholds()).toEqual(before);
  await room(true);
  const after = await thresholds();
  expect(after[2]).toBeGreaterThanOrEqual(needed);
  for (const [index, value] of after.entries()) expect(value).toBeGreaterThanOrEqual(before[index] ?? 0);
  expect(said.at(-1)).toBe(
    `neighbour table: gc_thresh1..3 set from ${before.join(" ")} to ${after.join(" ")}`,
  );
  // There is room now: nothing is to be done, or said.
  await room(false);
  expect(said).toHaveLength(2);
});

it("is enlarged beyond what one host can fill, where several people share it", async () => {
  const [first] = await thresholds();
  const small = resolveLab(
    declaration({ hosts: [host(1, "", { workloads: [] }), host(2, "", { workloads: [] })] }),
  );
  const options = { least: crowd, progress: () => undefined };
  await makeRoomForNeighbours([small], installation, { tune: false, ...options });
  expect((await thresholds())[2]).toBeLessThan(crowd);
  await makeRoomForNeighbours([small], installation, { tune: true, ...options });
  expect(await thresholds()).toEqual([first, crowd / 2, crowd]);
});
