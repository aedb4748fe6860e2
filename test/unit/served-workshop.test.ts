import { rmSync } from "node:fs";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { servedWorkshop } from "../../lib/runtime/serve/served-workshop.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { workshopReset } from "../../lib/runtime/workshop/reset.ts";
import {
  forgetSeat,
  forgetWorkshop,
  knownToken,
  seatToken,
  writeSeat,
  writeWorkshop,
} from "../../lib/runtime/workshop/store.ts";
import { projectDir } from "../fixtures/project-folder.ts";
import { seat } from "../fixtures/seats.ts";
import { file, id, workshop } from "../fixtures/workshop-record.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/workshop/reset.ts", () => ({ workshopReset: vi.fn() }));
afterAll(() => rmSync(projectDir, { recursive: true }));

const serve = () =>
  servedWorkshop({
    ...{ file, installation: assumedInstallation, signal: new AbortController().signal },
    workshop: { title: "W", tasks: [], problemsWith: () => [] },
  });

it("interrupts a reset once the workshop was taken down: it would make a lab that is in no workshop", async () => {
  await writeWorkshop(workshop);
  await seatToken(id, 1);
  await writeSeat(id, seat(1, { state: "up" }));
  const { served } = await serve();
  const [own] = await served.seats();
  if (!own) throw new Error("there is no seat");
  vi.mocked(workshopReset).mockResolvedValue([{ seat: seat(1, { state: "up" }), error: null }]);
  await served.reset(own);
  const isInterrupted = () => vi.mocked(workshopReset).mock.calls[0]?.[0].signal.aborted;
  expect(isInterrupted()).toBe(false);
  await forgetWorkshop(id);
  await expect.poll(isInterrupted).toBe(true);
});

it("is refused where no seat has a link, also where none is left: `down` has ended them, and nobody could come to one", async () => {
  await writeWorkshop(workshop);
  await writeSeat(id, seat(1, { state: "failed", remains: true }));
  const refused = serve();
  await expect(refused).rejects.toThrow(Refusal);
  await expect(refused).rejects.toThrow(
    `No seat of the workshop has a link; "workshop down" ends them. "npx underlay workshop up ${file}" makes new ones.`,
  );
  expect(await knownToken(id, null)).toBeUndefined();
  await forgetSeat(id, 1);
  await expect(serve()).rejects.toThrow(Refusal);
});
