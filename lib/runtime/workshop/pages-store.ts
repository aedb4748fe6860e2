import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { json, parseJson } from "../../model/json.ts";
import type { WorkshopRecord } from "../../workshop/seat.ts";
import { writeWhole } from "../files.ts";
import { forgetTokens, isUp, workshopDir, writeWorkshop } from "./store.ts";

/**
 * What is kept of a workshop's pages, beside its seats:
 *
 *     .underlay/workshops/ID/pages.json     what they remember: which tasks are solved, what the trainer said
 *     .underlay/workshops/ID/address        by what people called the server that had them last
 */

const pagesFile = (id: string): string => join(workshopDir(id), "pages.json");

type Of = Pick<WorkshopRecord, "id" | "since">;

/** What they remember, and of which group: a server may come to write it just when `down` has removed what there was. */
const keptSchema = z.strictObject({ since: z.string(), text: z.string() });

/** What the pages of a workshop remember; undefined before there were any. */
export async function readPages({ id, since }: Of): Promise<string | undefined> {
  const found = await readFile(pagesFile(id), "utf8").catch(() => undefined);
  const kept = keptSchema.safeParse(parseJson(found ?? "")).data;
  // An earlier version kept the text alone: a group that goes on after an update keeps what it has solved.
  if (!kept) return found;
  return kept.since === since ? kept.text : undefined;
}

/** Keeps it, unless the workshop was taken down meanwhile: what one group has solved is nothing to the next. */
export async function writePages(of: Of, text: string): Promise<void> {
  if (await isUp(of)) await write(pagesFile(of.id), json({ since: of.since, text }));
}

/**
 * Ends a workshop's pages, before its seats go: whichever of these cannot be removed, the next group begins with nothing solved and links
 * of its own, and a server that runs sees that and ends. Returns the workshop's record as it is then.
 */
export async function endPages(workshop: WorkshopRecord): Promise<WorkshopRecord> {
  const ended = { ...workshop, since: new Date().toISOString() };
  // First: from then on the server keeps nothing of the former group.
  await writeWorkshop(ended);
  await rm(pagesFile(ended.id), { force: true });
  await forgetTokens(ended.id);
  return ended;
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
