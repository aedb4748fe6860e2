import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { stateFile } from "../labs/labs.ts";
import { isLocked } from "../lock.ts";
import { waitFor } from "../wait-for.ts";

/** Throws, after a while, when a Terraform works on a lab: it would write the state again that is being removed. */
export async function refuseWhileTerraformWorks(lab: string, patience = 10): Promise<void> {
  let worker: string | undefined;
  await waitFor(patience, async () => {
    worker = await terraformAtWork(lab);
    return worker === undefined || undefined;
  });
  if (worker !== undefined)
    throw new Error(
      `Terraform is at work on ${lab}: ${worker}. Wait until it has ended, then run this again.`,
    );
}

/** Where a Terraform that works on a lab says who it is; it stays there when Terraform is killed. */
export const lockNote = (lab: string): string =>
  join(dirname(stateFile(lab)), `.${basename(stateFile(lab))}.lock.info`);

/** What a Terraform does that works on a lab now, and whose it is; undefined when there is none, whatever a note beside the state says. */
export async function terraformAtWork(lab: string): Promise<string | undefined> {
  // The local backend locks the state itself; the note may be half-written.
  if (!(await isLocked(stateFile(lab)))) return undefined;
  const text = await readFile(lockNote(lab), "utf8").catch(() => "");
  const [, operation = "an operation"] = /"Operation":"([^"]+)"/.exec(text) ?? [];
  const [, who = "someone"] = /"Who":"([^"]+)"/.exec(text) ?? [];
  return `${operation} of ${who}`;
}
