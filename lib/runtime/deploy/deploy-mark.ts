import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { labDir, readState } from "../labs/labs.ts";

/**
 * The mark of a deploy that has not ended: a number that Terraform compares with the one at the last preflight, which is in its
 * state (scripts/deploy-step does the same for cdktf). While the two differ there is something to do, whoever deploys next.
 */
const mark = (lab: string): string => join(labDir(lab), "unfinished");

export async function markUnfinished(lab: string): Promise<void> {
  const now = Number(await readFile(mark(lab), "utf8").catch(() => "0"));
  await write(lab, now + 1);
}

export async function markFinished(lab: string): Promise<void> {
  const { resources = [] } = await readState(lab);
  const preflight = resources.find(({ type, name }) => type === "terraform_data" && name === "preflight");
  await write(lab, Number(preflight?.instances[0]?.attributes.triggers_replace?.value?.unfinished ?? 0));
}

async function write(lab: string, number: number): Promise<void> {
  await mkdir(dirname(mark(lab)), { recursive: true });
  await writeFile(mark(lab), String(number));
}
