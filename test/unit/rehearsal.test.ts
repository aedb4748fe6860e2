import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Engine } from "../../lib/runtime/engine/engine.ts";
import { attack, attacks } from "../../scripts/rehearsal/hostile.ts";
import { leftOver } from "../../scripts/rehearsal/left.ts";
import { type ChapterRecord, keepChapter, readChapters } from "../../scripts/rehearsal/record.ts";
import { rehearsalText } from "../../scripts/rehearsal/table.ts";
import { twoHosts } from "../fixtures/probing.ts";

const folder = await mkdtemp(join(tmpdir(), "underlay-rehearsal-"));
afterAll(() => rm(folder, { recursive: true }));

const held: ChapterRecord = {
  ...{ chapter: "4-vxlan.yaml", heldAt: "2026-11-26", machine: "2 CPUs" },
  ...{ seats: 24, hostKind: null, machines: 2, up: 31.22, gigabytes: 2.5, pages: 12.3, solved: 6 },
  looks: [1, 2, 6],
  disturbances: [
    { attack: "nobody", pings: 800, lost: 0, echoes: [40, 60, 50] },
    { attack: "processes", pings: 800, lost: 3, echoes: [140] },
  ],
  ...{ reset: 7.5, down: 9.1, left: [] },
};

it("has a row for each chapter, and one for each attack over all chapters", () => {
  const other = { ...held, chapter: "8-ipip.yaml", hostKind: "vm", left: ["link br-1"] } as const;
  expect(rehearsalText([held, other])).toBe(
    [
      "| chapter | seats | machines | up | memory | pages open | solved | a look | reset | down | left |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      "| 4-vxlan | 24 | 48 | 31.2 s | 2.50 GB | 12.3 s | 6 tasks | 2.00 (6.00) s | 7.50 s | 9.10 s | nothing |",
      "| 8-ipip | 24 (vm) | 48 | 31.2 s | 2.50 GB | 12.3 s | 6 tasks | 2.00 (6.00) s | 7.50 s | 9.10 s | link br-1 |",
      "",
      "What the seats that did nothing saw, while another one was hostile:",
      "",
      "| another seat has | pings | lost | answer of a terminal, ms: median (longest) |",
      "| --- | --- | --- | --- |",
      "| nobody | 1,600 | 0 | 50.0 (60.0) |",
      "| processes | 1,600 | 6 | 140 (140) |",
      "",
      "Held on: 2026-11-26, 2 CPUs.",
    ].join("\n"),
  );
});

it("keeps the last record of each chapter, by their order", async () => {
  const file = join(folder, "rehearsal.json");
  expect(await readChapters(file)).toEqual([]);
  await keepChapter(file, held);
  await keepChapter(file, { ...held, chapter: "1-veth-pair.yaml" });
  const all = await keepChapter(file, { ...held, seats: 12 });
  expect(all.map(({ chapter, seats }) => `${chapter} ${seats}`)).toEqual([
    "1-veth-pair.yaml 24",
    "4-vxlan.yaml 12",
  ]);
  const text = await readFile(file, "utf8");
  expect(JSON.parse(text)).toEqual(all);
  expect(text.split("\n")).toHaveLength(all.length + 3);
});

it("tells what is there that was not before", () => {
  expect(leftOver(new Set(["link lo", "volume a"]), new Set(["link lo", "volume b"]))).toEqual(["volume b"]);
});

it("takes no attack for one that could not begin, and any end of one that did", async () => {
  const [, processes] = attacks(1024);
  if (!processes) throw new Error("there is no attack");
  const ending = (exitCode: number | null) => {
    const start = async () => ({ exitCode, stderr: "sh: 1: exec: perl: not found\n" });
    return attack({ start } as unknown as Engine, twoHosts(), processes);
  };
  for (const status of [126, 127])
    await expect(ending(status)).rejects.toThrow(
      '"processes without end" could not begin in lab-test: sh: 1: exec: perl: not found',
    );
  for (const status of [0, 1, 137, null]) await expect(ending(status)).resolves.toBeUndefined();
});
