import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { hostKinds } from "../../lib/model/host-kinds.ts";
import { writeLineEach } from "../line-each.ts";

/** What was seen of a chapter when it was held. */
const chapterRecord = z.object({
  /** Its file's name. */
  chapter: z.string(),
  heldAt: z.iso.date(),
  machine: z.string(),
  seats: z.int(),
  /** Null for what the lab's file says. */
  hostKind: z.enum(hostKinds).nullable(),
  /** Of each seat. */
  machines: z.int(),
  /** Seconds until every seat was up. */
  up: z.number(),
  /** Memory that the machine could give to programs before, and not afterwards. */
  gigabytes: z.number(),
  /** Seconds until every page showed its lab and a terminal with a shell, opened all at once. */
  pages: z.number(),
  /** How often a task was seen unsolved, solved, and seen solved. */
  solved: z.int(),
  /** Seconds of each look at a task, by a page's button. */
  looks: z.array(z.number()).readonly(),
  /** What the seats saw that did nothing, while another one was hostile. */
  disturbances: z.array(
    z.object({
      attack: z.string(),
      pings: z.int(),
      lost: z.int(),
      /** Milliseconds from Enter in a terminal until what the command prints is shown. */
      echoes: z.array(z.number()).readonly(),
    }),
  ),
  /** Seconds to make the hostile seat anew. */
  reset: z.number(),
  /** Seconds until every seat was removed. */
  down: z.number(),
  /** What was there afterwards and not before. */
  left: z.array(z.string()).readonly(),
});
export type ChapterRecord = Readonly<z.infer<typeof chapterRecord>>;

export const readChapters = async (file: string): Promise<ChapterRecord[]> =>
  existsSync(file) ? z.array(chapterRecord).parse(JSON.parse(await readFile(file, "utf8"))) : [];

/** Puts a chapter's record in the place of its last one. */
export async function keepChapter(file: string, record: ChapterRecord): Promise<ChapterRecord[]> {
  const others = (await readChapters(file)).filter(({ chapter }) => chapter !== record.chapter);
  const all = [...others, record].sort((a, b) => a.chapter.localeCompare(b.chapter));
  await writeLineEach(file, all);
  return all;
}
