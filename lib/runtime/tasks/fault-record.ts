import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { json, parseJson } from "../../model/json.ts";
import { writeWhole } from "../files.ts";
import { labDir } from "../labs/labs.ts";

const placed = z.object({
  id: z.int().describe("By which it is taken back: unique in its lab"),
  kind: z.string(),
  options: z.record(z.string(), z.unknown()),
  says: z.string(),
  since: z.iso.datetime(),
  memory: z.unknown().describe("What its kind needs to take it back"),
});
/** A fault that is in place in a lab, or was about to be when whoever put it there was ended. */
export type PlacedFault = z.infer<typeof placed>;

/** Beside the lab's mark: gone with the lab. */
const fileOf = (lab: string): string => join(labDir(lab), "faults.json");

/** The faults of a lab, in the order in which they were put in place. */
export async function faultsOf(lab: string): Promise<readonly PlacedFault[]> {
  const text = await readFile(fileOf(lab), "utf8").catch((error) => {
    if (error.code === "ENOENT") return "[]";
    throw error;
  });
  const read = z.array(placed).safeParse(parseJson(text));
  if (!read.success)
    throw new Error(
      `the record of faults of ${lab} cannot be read: ${fileOf(lab)}. Make the lab anew: npx underlay destroy ${lab}, and npx underlay deploy ${lab}`,
    );
  return read.data;
}

export async function recordFaults(lab: string, faults: readonly PlacedFault[]): Promise<void> {
  const file = fileOf(lab);
  if (faults.length === 0) return rm(file, { force: true });
  await mkdir(labDir(lab), { recursive: true });
  await writeWhole(file, (temporary) => writeFile(temporary, json(faults)));
}
