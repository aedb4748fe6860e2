import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { json } from "../../lib/model/json.ts";
import { Clone } from "./clone.ts";
import { OwnEngine } from "./own-engine.ts";
import { lines, until } from "./support.ts";

const own = new OwnEngine();
/** A copy of the project whose engine the test may kill. */
let clone: Clone;
const file = "test/e2e/workshops/serve.yaml";
const seats = 3;

const workshop = (...args: string[]) => clone.underlay("workshop", ...args);

/** The ID of every container, which a replacement changes. */
const containers = async () =>
  lines(await own.engine.run(["ps", "--all", "--no-trunc", "--format", "{{.Names}} {{.ID}}"])).sort();

/** Each seat's state, and whether all of its machines are ready. */
async function status(): Promise<string[]> {
  const { stdout, stderr } = await workshop("status", file, "--json");
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout).seats.map(
    ({ seat, state, machines }: { seat: number; state: string; machines: { ready: boolean }[] | null }) =>
      `${seat} ${state} ${machines?.every(({ ready }) => ready) ?? false}`,
  );
}
const allUp = Array.from({ length: seats }, (_, index) => `${index + 1} up true`);

beforeAll(async () => {
  await own.begin();
  clone = await Clone.make();
  const { installation } = own;
  const project = { ...installation.project, folder: clone.folder };
  await writeFile(join(clone.folder, ".underlay/setup.json"), json({ ...installation, project }));
});

afterAll(async () => {
  await own.remove();
  await clone.remove();
  expect(own.processes()).toEqual([]);
});

it("goes on where the engine was killed while seats came up", async () => {
  const up = workshop("up", file, "--seats", String(seats)).run();
  await until("hosts are made", 120, async () => (await containers()).length > 2);
  await own.kill();
  const cut = await up;
  expect(cut.exitCode, cut.stderr).not.toBe(0);
  await own.start();
  const again = await workshop("up", file, "--seats", String(seats));
  expect(again.exitCode, again.stderr).toBe(0);
  await expect.poll(status).toEqual(allUp);
});

it("has all seats back as they were when the engine comes back", async () => {
  const before = await containers();
  await own.kill();
  await own.start();
  await until("every seat is ready", 120, async () => (await status()).join() === allUp.join());
  expect(await containers()).toEqual(before);
  const down = await workshop("down", file);
  expect(down.exitCode, down.stderr).toBe(0);
  expect(await containers()).toEqual([]);
});
