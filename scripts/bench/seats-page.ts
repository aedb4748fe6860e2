import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../lib/runtime/files.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { markedBy } from "../marked.ts";
import { writeMarked } from "../pages.ts";
import { seatsChart, title } from "./seats-chart.ts";
import { growths, type SeatsMeasured, seatsMarkdown } from "./seats-table.ts";

const chart = "images/seats.svg";

/** Where trainers read what seats cost. */
export const seatsPlace = markedBy("docs/workshops.md", "seats", "npm run bench -- --seats --update-docs");

/** Writes the chart, the table and how evenly both grow; `about` says when and on what machine all was measured. */
export async function writeSeats(measured: readonly SeatsMeasured[], about: string): Promise<void> {
  const drawing = await seatsChart(measured, growths(measured));
  await writeWhole(join(projectDir, "docs", chart), (temporary) => writeFile(temporary, drawing));
  await writeMarked(seatsPlace, `![${title}](${chart})\n\n${seatsMarkdown(measured, about)}`);
}
