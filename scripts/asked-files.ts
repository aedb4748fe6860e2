import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../lib/model/errors.ts";
import { otherFile, writeWhole } from "../lib/runtime/files.ts";
import { Refusal } from "../lib/runtime/terminal.ts";

/** An option that asks for a file, the file, and what is written to it; undefined where nobody asks. */
export type Asked<Record> = readonly [
  option: string,
  file: string | undefined,
  text: (record: Record) => string,
];

/** Refuses files that cannot be written, all at once: before what takes minutes, and not behind it. */
export async function requireWritable(files: readonly Asked<never>[]): Promise<void> {
  const complaints = await Promise.all(
    files.map(async ([option, file]) => (file === undefined ? undefined : complaintAbout(file, option))),
  );
  const found = complaints.filter((complaint) => complaint !== undefined);
  if (found.length > 0) throw new Refusal(found.join("\n"));
}

async function complaintAbout(file: string, option: string): Promise<string | undefined> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) return `${file} is a folder. Name a file with ${option}.`;
  const reason = await access(dirname(file), constants.W_OK).then(() => undefined, messageOf);
  return reason && `${file} cannot be written: ${reason}. Make its folder${otherFile(option)}.`;
}

/** Writes each, whole or not at all. */
export async function writeAsked<Record>(files: readonly Asked<Record>[], record: Record): Promise<void> {
  for (const [option, file, text] of files)
    if (file !== undefined)
      await writeWhole(file, (temporary) => writeFile(temporary, text(record)), otherFile(option));
}
