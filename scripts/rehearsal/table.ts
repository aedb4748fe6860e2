import { quantile } from "simple-statistics";
import { count, plural, significant } from "../../lib/figures/format.ts";
import { markdownTable } from "../../lib/report/markdown.ts";
import type { ChapterRecord } from "./record.ts";

/** Median, and the largest behind it. */
const spread = (values: readonly number[]): string =>
  values.length === 0
    ? "–"
    : `${significant(quantile([...values], 0.5))} (${significant(Math.max(...values))})`;

/** What a rehearsal saw, for a trainer. */
export function rehearsalText(chapters: readonly ChapterRecord[]): string {
  const when = [...new Set(chapters.map(({ heldAt, machine }) => `${heldAt}, ${machine}`))];
  return [
    markdownTable(
      [
        ...[
          "chapter",
          "seats",
          "machines",
          "up",
          "memory",
          "pages open",
          "solved",
          "a look",
          "reset",
          "down",
        ],
        "left",
      ],
      chapters.map(chapterCells),
    ),
    "What the seats that did nothing saw, while another one was hostile:",
    markdownTable(
      ["another seat has", "pings", "lost", "answer of a terminal, ms: median (longest)"],
      attacksOf(chapters).map((name) => attackCells(name, chapters)),
    ),
    `Held on: ${when.join("; ")}.`,
  ].join("\n\n");
}

function chapterCells(record: ChapterRecord): string[] {
  const { chapter, seats, hostKind, machines, up, gigabytes, pages, solved, looks, reset, down, left } =
    record;
  return [
    chapter.replace(/\.yaml$/, ""),
    `${seats}${hostKind === null ? "" : ` (${hostKind})`}`,
    count(seats * machines),
    `${significant(up)} s`,
    `${significant(gigabytes)} GB`,
    `${significant(pages)} s`,
    plural(solved, "task"),
    `${spread(looks)} s`,
    `${significant(reset)} s`,
    `${significant(down)} s`,
    left.length === 0 ? "nothing" : left.join(", "),
  ];
}

const attacksOf = (chapters: readonly ChapterRecord[]): string[] => [
  ...new Set(chapters.flatMap(({ disturbances }) => disturbances.map(({ attack }) => attack))),
];

function attackCells(name: string, chapters: readonly ChapterRecord[]): string[] {
  const seen = chapters.flatMap(({ disturbances }) => disturbances.filter(({ attack }) => attack === name));
  const sum = (of: "pings" | "lost") => seen.reduce((all, each) => all + each[of], 0);
  return [name, count(sum("pings")), count(sum("lost")), spread(seen.flatMap(({ echoes }) => echoes))];
}
