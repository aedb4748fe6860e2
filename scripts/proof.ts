/**
 * proof.ts [--record MINUTES] [--only SCENARIO…]: what a gate says of labs of which it is known how they differ. With --record it
 * measures them, for so many minutes each, and adds that to docs/proof.json; then, or without it, it judges all that was recorded
 * and writes the tables of docs/statistics.md. Wants a quiet machine.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { unknownName } from "../lib/model/names.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, interruption, say } from "../lib/runtime/terminal.ts";
import { writeLineEach } from "./line-each.ts";
import { markedBy } from "./marked.ts";
import { requireMarks, writeMarked } from "./pages.ts";
import { measure, withProofLabs } from "./proof/measure.ts";
import { readRecordings } from "./proof/recording.ts";
import { scenarios } from "./proof/scenarios.ts";
import { proofText } from "./proof/table.ts";

const file = join(projectDir, "docs/proof.json");
const tables = markedBy("docs/statistics.md", "proof", "npm run proof");

try {
  const { values } = parseArgs({
    options: { record: { type: "string" }, only: { type: "string", multiple: true } },
  });
  const names = scenarios.map(({ name }) => name);
  const unknown = values.only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(unknownName(`there is no scenario "${unknown}"`, unknown, names));
  await requireMarks(tables);
  const minutes = Number(values.record);
  if (values.record !== undefined) {
    if (!(minutes > 0 && minutes <= 600)) throw new Error("--record takes the minutes for each, up to 600");
    const { installation } = await runSetup();
    const signal = interruption();
    await withProofLabs(async () => {
      for (const scenario of scenarios) {
        if (signal.aborted || !(values.only?.includes(scenario.name) ?? true)) continue;
        const measured = await measure(scenario, minutes * 60, { installation, signal, say });
        if (measured.length === 0) continue;
        const all = existsSync(file) ? await readRecordings(file) : [];
        const place = ({ scenario: name }: { scenario: string }) => names.indexOf(name);
        await writeLineEach(
          file,
          [...all, ...measured].sort((a, b) => place(a) - place(b)),
        );
      }
    });
  }
  const text = proofText(await readRecordings(file));
  await writeMarked(tables, text);
  console.log(text);
} catch (error) {
  fail(error);
}
