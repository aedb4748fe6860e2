import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkshopRecord } from "../../workshop/seat.ts";
import { writeWhole } from "../files.ts";
import { isUp, workshopDir } from "./store.ts";

/**
 * What is kept of a workshop's pages, beside its seats:
 *
 *     .underlay/workshops/ID/pages.json     what they remember: which tasks are solved, what the trainer said
 *     .underlay/workshops/ID/address        by what people called the server that had them last
 */

type Of = Pick<WorkshopRecord, "id" | "since">;

/** What the pages of a workshop remember; undefined before there were any. */
export const readPages = ({ id }: Of): Promise<string | undefined> =>
  readFile(join(workshopDir(id), "pages.json"), "utf8").catch(() => undefined);

/** Keeps it, unless the workshop was taken down meanwhile: what one group has solved is nothing to the next. */
export async function writePages(of: Of, text: string): Promise<void> {
  if (await isUp(of)) await write(join(workshopDir(of.id), "pages.json"), text);
}

/** By what people call the server of a workshop's pages, or called the last one; undefined before there was any. */
export const readAddress = ({ id }: Pick<Of, "id">): Promise<string | undefined> =>
  readFile(join(workshopDir(id), "address"), "utf8").catch(() => undefined);

/** Keeps it, so that links can be told without the server. */
export async function writeAddress(of: Of, url: string): Promise<void> {
  if (await isUp(of)) await write(join(workshopDir(of.id), "address"), url);
}

const write = (file: string, text: string): Promise<void> =>
  writeWhole(file, (temporary) => writeFile(temporary, text, { mode: 0o600 }));
