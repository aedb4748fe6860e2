import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Seated } from "./room.ts";

/** Pictures for the docs: a seat's page with its tasks and a terminal, its hand-out, and the trainer's page. */
export async function takePictures(
  { seat, trainer }: { readonly seat: Seated; readonly trainer: Page },
  folder: string,
): Promise<void> {
  const { page } = seat.page;
  await page.setViewportSize({ width: 1280, height: 1500 });
  await seat.page.type("clear; ip route; bridge fdb show dev flannel.1\n");
  await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: join(folder, "seat.png") });
  await trainer.screenshot({ path: join(folder, "trainer.png") });
  const handOut = await page.context().newPage();
  await handOut.goto(`${seat.link}hand-out`);
  await handOut.screenshot({ path: join(folder, "hand-out.png") });
}
