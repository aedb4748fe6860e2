import { stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { heads } from "../../history/head.ts";
import { isName } from "../../model/names.ts";
import { Refusal } from "../terminal.ts";
import { runFolder, type Stored, storedRecords } from "./stored-records.ts";

/**
 * The folder of a record that somebody names: by its path, its own or that of a file in it; by its id, LAB/RUN; by the run alone where no
 * two labs have it; or by its lab, which means the latest. Refused with what there is.
 */
export async function recordFolder(resultsDir: string, word: string): Promise<string> {
  for (const base of [process.cwd(), resultsDir]) {
    const path = resolve(base, word);
    const folder = heads.some(({ file }) => file === basename(path)) ? dirname(path) : path;
    if (await holdsRecord(folder)) return folder;
  }
  if (await holdsRecord(join(resultsDir, word, "latest"))) return join(resultsDir, word, "latest");
  const stored = await storedRecords(resultsDir);
  const named = foldersNamed(stored, word);
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    throw new Refusal(
      `"${word}" is several: ${named.map((folder) => relative(resultsDir, folder)).join(", ")}. Name one of them.`,
    );
  throw new Refusal(complaint(stored, word));
}

const foldersNamed = ({ records }: Stored, word: string): string[] =>
  records.flatMap(({ folder }) => (basename(folder) === word ? folder : []));

function complaint({ records, unread }: Stored, word: string): string {
  const cannot = unread.find(({ path }) => path.split("/").includes(basename(word)));
  if (cannot) return `${cannot.path}: ${cannot.reason}.`;
  const labs = [...new Set(records.map(({ id }) => dirname(id)))].sort();
  const [lab, run] = labs.includes(word) ? [word, "latest"] : [dirname(word), basename(word)];
  const own = records.flatMap(({ id }) => (dirname(id) === lab ? basename(id) : []));
  if (own.length > 0) return `"${lab}" has no run "${run}". Known runs: ${own.sort().join(", ")}.`;
  if (runFolder.test(word)) return `there is no run "${word}". List them with: npx underlay runs`;
  const known = labs.length === 0 ? "" : ` There are runs of: ${labs.join(", ")}.`;
  const remedy = `Make one with: npx underlay deploy ${isName(word) ? word : "LAB"}`;
  return `there is no run of "${word}" yet.${known} ${remedy}`;
}

async function holdsRecord(folder: string): Promise<boolean> {
  const there = await Promise.all(
    heads.map(({ file }) =>
      stat(join(folder, file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return there.includes(true);
}
