/**
 * bench.ts [--seats] [--rounds N] [--update-docs]: what a lab costs, and a workshop, beside a plain script that reaches the same end
 * state (bench/seats.sh); the two take turns. Prints a table, writes results/bench/TIME.json, and with --update-docs the tables of the
 * README and of docs/workshops.md, with its chart. With --seats it is the workshop alone, and the README stays as it is. Exit status 1
 * when a row misses what is asked of it. Wants a quiet machine.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx/core";
import { json } from "../lib/model/json.ts";
import { Engine } from "../lib/runtime/engine/engine.ts";
import { readMachine } from "../lib/runtime/engine/environment.ts";
import { projectDir, resultsDir } from "../lib/runtime/project.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import { availableMemory, plainScript, underlayLabs } from "./bench/contestants.ts";
import { commandRows, labRows, vmRow } from "./bench/labs.ts";
import { seatsPlace, writeSeats } from "./bench/seats-page.ts";
import { type SeatsMeasured, seatRows, seatsText } from "./bench/seats-table.ts";
import { holds, type Row, tableMarkdown, tableText } from "./bench/table.ts";
import { userNamespaces } from "./bench/user-namespaces.ts";
import { throughput } from "./bench/vxlan.ts";
import { measureSeats, workshopSeats } from "./bench/workshop-seats.ts";
import { markedBy } from "./marked.ts";
import { requireMarks, writeMarked } from "./pages.ts";

const readme = markedBy("README.md", "bench", "npm run bench -- --update-docs");

try {
  const { values } = parseArgs({
    options: {
      seats: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      "update-docs": { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a whole number from 1");
  if (values["update-docs"]) await Promise.all([readme, seatsPlace].map(requireMarks));
  const { installation } = await runSetup();
  const engine = new Engine(installation);
  const script = await plainScript(engine, installation);
  const ground = { script, memory: () => availableMemory(engine, installation), say };
  // Before anything is measured as well: whatever a killed bench left would be in the way.
  const clear = async () => {
    await underlayLabs.down(24).catch(() => undefined);
    await workshopSeats.down(24).catch(() => undefined);
    await script.down(24);
  };

  let seats: SeatsMeasured[];
  let rows: Row[];
  try {
    await clear();
    const others: Row[] = values.seats
      ? []
      : [
          ...(await labRows(ground, rounds)),
          ...(await userNamespaces(engine, rounds + 2, say)),
          await vmRow(rounds + 2),
          ...(await commandRows(rounds + 2)),
          await throughput(engine, installation, rounds, say),
        ];
    seats = await measureSeats(ground, rounds);
    rows = [...others, ...seatRows(seats)];
  } finally {
    await clear();
    await script.end();
  }

  // No figure, but what takes too long for each run of the tests.
  if (!values.seats) {
    say("10,000 damaged labs in YAML");
    const env = { ...process.env, UNDERLAY_FUZZ: "10000" };
    await $({
      cwd: projectDir,
      env,
      quiet: true,
    })`npx vitest run --project synth test/synth/yaml-fuzz.test.ts`;
  }

  const folder = join(resultsDir, "bench");
  const now = new Date().toISOString();
  const file = join(folder, `${now.replace(/[-:]|\.\d+/g, "")}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, json({ images: installation.images, rows, seats }));
  if (values["update-docs"]) {
    const { cpus, kernel } = await readMachine(engine);
    const measured = `measured ${now.slice(0, 10)} on ${cpus} CPUs, Linux ${kernel}`;
    await writeSeats(seats, measured);
    if (!values.seats)
      await writeMarked(readme, `Medians (smallest and largest), ${measured}:\n\n${tableMarkdown(rows)}`);
  }
  console.log(`${tableText(rows)}\n\n${seatsText(seats)}\n\nWritten to ${file}`);
  if (!rows.every(holds)) process.exitCode = 1;
} catch (error) {
  fail(error);
}
