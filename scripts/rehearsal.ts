/**
 * rehearsal.ts [--seats 24] [--only CHAPTER…] [--host-kind KIND] [--tune]: holds the workshop "From veth to BGP" as a room of people would. Each
 * chapter comes up with all seats; every seat's page is open in a browser; three seats solve every task at the same time, by the page's
 * buttons and the task's solution; one is hostile; the others look whether they are disturbed; then all is taken down, and what is left
 * is looked for. Keeps what was seen in docs/rehearsal.json and writes the tables of docs/workshop-from-veth-to-bgp.md. Exit status 1
 * where something was not as it should be. Wants a quiet machine.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../lib/model/errors.ts";
import { hostKinds } from "../lib/model/host-kinds.ts";
import { unknownName } from "../lib/model/names.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, interruption, say } from "../lib/runtime/terminal.ts";
import { markedBy } from "./marked.ts";
import { requireMarks, writeMarked } from "./pages.ts";
import { launchBrowser } from "./rehearsal/browser.ts";
import { holdChapter } from "./rehearsal/chapter.ts";
import { keepChapter, readChapters } from "./rehearsal/record.ts";
import { rehearsalText } from "./rehearsal/table.ts";

const folder = join(projectDir, "workshops/from-veth-to-bgp");
const record = join(projectDir, "docs/rehearsal.json");
/** Whose pages the docs show. */
const pictured = "4-vxlan.yaml";
const tables = markedBy("docs/workshop-from-veth-to-bgp.md", "rehearsal", "npm run rehearsal");

const oneOf = <Name extends string>(what: string, name: string, names: readonly Name[]): Name => {
  const found = names.find((each) => each === name);
  if (found === undefined) throw new Error(unknownName(`there is no ${what} "${name}"`, name, names));
  return found;
};

try {
  const { values } = parseArgs({
    options: {
      seats: { type: "string", default: "24" },
      only: { type: "string", multiple: true },
      "host-kind": { type: "string" },
      tune: { type: "boolean", default: false },
    },
  });
  const seats = Number(values.seats);
  if (!Number.isInteger(seats) || seats < 5) throw new Error("--seats takes a whole number from 5");
  const kind = values["host-kind"];
  const hostKind = kind === undefined ? undefined : oneOf("host kind", kind, hostKinds);
  const all = readdirSync(folder)
    .filter((name) => /^\d-.*\.yaml$/.test(name))
    .sort();
  const names = values.only?.map((name) => oneOf("chapter", `${name}.yaml`, all)) ?? all;

  await requireMarks(tables);
  const { installation } = await runSetup();
  // What is up is taken down first.
  const signal = interruption();
  const browser = await launchBrowser();
  const room = { seats, hostKind, tune: values.tune, installation, browser };
  const failures: string[] = [];
  try {
    for (const name of names) {
      if (signal.aborted) break;
      const file = join(folder, name);
      const pictures = name === pictured ? join(projectDir, "docs/images") : undefined;
      try {
        const held = await holdChapter(name, { ...room, file, pictures }, say);
        say(rehearsalText([held]));
        await keepChapter(record, held);
        if (held.left.length > 0) failures.push(`${name} left something: ${held.left.join(", ")}`);
      } catch (error) {
        failures.push(`${name}: ${messageOf(error)}`);
      }
    }
  } finally {
    await browser.close();
  }
  const text = rehearsalText(await readChapters(record));
  await writeMarked(tables, text);
  console.log(text);
  if (failures.length > 0) throw new Error(failures.join("\n"));
} catch (error) {
  fail(error);
}
