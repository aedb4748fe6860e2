/**
 * bench.ts [--rounds N] [--update-readme]: what a lab costs, beside a plain script that reaches the same end state
 * (bench/seats.sh); the two take turns. Prints a table, writes results/bench/TIME.json, and with --update-readme
 * the README's table. Exit status 1 when a row misses what is asked of it. Wants a quiet machine.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx/core";
import { json } from "../lib/model/json.ts";
import { Engine } from "../lib/runtime/engine/engine.ts";
import { projectDir, resultsDir } from "../lib/runtime/project.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import {
  availableMemory,
  type Contestant,
  plainScript,
  readme,
  readReadme,
  seconds,
  underlay,
  underlayLabs,
} from "./bench/contestants.ts";
import { holds, type Limit, type Row, tableMarkdown, tableText } from "./bench/table.ts";
import { userNamespaces } from "./bench/user-namespaces.ts";
import { throughputRatio } from "./bench/vxlan.ts";
import { markedBy, withMarked } from "./marked.ts";

const table = markedBy("README.md", "bench", "npm run bench -- --update-readme");

interface Trip {
  readonly up: number;
  readonly gigabytes: number;
  readonly down: number;
}

try {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "3" },
      "update-readme": { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a whole number from 1");
  const { installation } = await runSetup();
  const engine = new Engine(installation);
  const script = await plainScript(engine, installation);

  /** Up and down again, with the memory that it took meanwhile. */
  const trip = async (contestant: Contestant, labs: number): Promise<Trip> => {
    const before = await availableMemory(engine, installation);
    const up = await seconds(() => contestant.up(labs));
    const gigabytes = before - (await availableMemory(engine, installation));
    return { up, gigabytes, down: await seconds(() => contestant.down(labs)) };
  };
  const inTurns = async (labs: number, rounds: number): Promise<Row[]> => {
    const ours: Trip[] = [];
    const theirs: Trip[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      say(`${labs} lab${labs === 1 ? "" : "s"} of 3 hosts, round ${round} of ${rounds}`);
      theirs.push(await trip(script, labs));
      ours.push(await trip(underlayLabs, labs));
    }
    const row = (what: string, unit: string, key: keyof Trip, asked?: Limit): Row => ({
      what,
      unit,
      underlay: ours.map((trip) => trip[key]),
      script: theirs.map((trip) => trip[key]),
      ...(asked === undefined ? {} : { asked }),
    });
    const name = labs === 1 ? "one lab of 3 hosts" : `${labs} labs at once`;
    return [
      row(`${name}, to all gates`, "s", "up", { times: labs === 1 ? 2 : 1.5 }),
      ...(labs === 1 ? [] : [row(`${name}, memory`, "GB", "gigabytes")]),
      row(`${name}, removed`, "s", "down", labs === 1 ? undefined : { times: 1.5 }),
    ];
  };
  const times = async (what: string, most: number, work: () => Promise<unknown>): Promise<Row> => {
    const figures: number[] = [];
    for (let round = 0; round < rounds + 2; round += 1) figures.push(await seconds(work));
    return { what, unit: "s", underlay: figures, asked: { most } };
  };

  let rows: Row[];
  try {
    // Whatever a killed bench left would be in the way.
    await script.down(24);
    await underlayLabs.down(24).catch(() => undefined);
    const one = await inTurns(1, rounds + 2);
    await underlayLabs.up(1);
    const again = await times("deploy again, unchanged", 2, () => underlayLabs.up(1));
    await underlayLabs.down(1);
    rows = [
      ...one,
      again,
      ...(await inTurns(8, rounds)),
      ...(await inTurns(24, rounds)),
      ...(await userNamespaces(engine, rounds + 2, say)),
      await times("underlay --help", 0.3, () => underlay(["--help"])),
      await times("underlay list", 1, () => underlay(["list"])),
      await times("underlay validate", 1, () => underlay(["validate"])),
    ];
    await underlay(["deploy", "lab-vxlan", "--no-probes"]);
    const throughput = await throughputRatio(engine, installation, "lab-vxlan", rounds, say);
    rows.push({
      what: "VXLAN throughput, beside one made by hand",
      unit: "Gbit/s",
      underlay: throughput.map(({ lab }) => lab / 1e9),
      script: throughput.map(({ handMade }) => handMade / 1e9),
    });
  } finally {
    await underlay(["destroy", "lab-vxlan"]).nothrow();
    await underlayLabs.down(24).catch(() => undefined);
    await script.down(24);
    await script.end();
  }

  // No figure, but what takes too long for each run of the tests.
  say("10,000 damaged labs in YAML");
  const env = { ...process.env, UNDERLAY_FUZZ: "10000" };
  await $({ cwd: projectDir, env, quiet: true })`npx vitest run --project synth test/synth/yaml-fuzz.test.ts`;

  const folder = join(resultsDir, "bench");
  const file = join(folder, `${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, json({ images: installation.images, rows }));
  if (values["update-readme"])
    await writeFile(readme, withMarked(await readReadme(), table, tableMarkdown(rows)));
  console.log(`${tableText(rows)}\n\nWritten to ${file}`);
  if (!rows.every(holds)) process.exitCode = 1;
} catch (error) {
  fail(error);
}
