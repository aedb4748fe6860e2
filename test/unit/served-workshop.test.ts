import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { servedWorkshop } from "../../lib/runtime/serve/served-workshop.ts";
import { workshopReset } from "../../lib/runtime/workshop/reset.ts";
import {
  forgetWorkshop,
  seatToken,
  workshopId,
  writeSeat,
  writeWorkshop,
} from "../../lib/runtime/workshop/store.ts";
import { newWorkshop } from "../../lib/workshop/seat.ts";
import { projectDir } from "../fixtures/project-folder.ts";
import { began, seat } from "../fixtures/seats.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/workshop/reset.ts", () => ({ workshopReset: vi.fn() }));
afterAll(() => rmSync(projectDir, { recursive: true }));

const file = join(projectDir, "workshop.yaml");
const id = workshopId(file);

it("interrupts a reset once the workshop was taken down: it would make a lab that is in no workshop", async () => {
  await writeWorkshop(
    newWorkshop({
      ...{ id, file, title: "W", since: began },
      lab: { name: "lab-test", file: "lab-test.yaml", folder: projectDir },
      making: { hostKind: null, userNamespace: true },
    }),
  );
  await seatToken(id, 1);
  await writeSeat(id, seat(1, { state: "up" }));
  const { served } = await servedWorkshop({
    ...{ file, installation: assumedInstallation, signal: new AbortController().signal },
    workshop: { title: "W", tasks: [], problemsWith: () => [] },
  });
  const [own] = await served.seats();
  if (!own) throw new Error("there is no seat");
  vi.mocked(workshopReset).mockResolvedValue([{ seat: seat(1, { state: "up" }), error: null }]);
  await served.reset(own);
  const isInterrupted = () => vi.mocked(workshopReset).mock.calls[0]?.[0].signal.aborted;
  expect(isInterrupted()).toBe(false);
  await forgetWorkshop(id);
  await expect.poll(isInterrupted).toBe(true);
});
