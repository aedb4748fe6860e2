import { columns } from "../../lib/figures/columns.ts";
import { plural } from "../../lib/figures/format.ts";
import { markdownTable } from "../../lib/report/markdown.ts";
import { growth, type Line, lineThrough } from "./linear.ts";
import { type Row, spread } from "./table.ts";
import { type Trip, type Turns, tripRow } from "./trips.ts";

/** A workshop of so many seats, and as many labs of the plain script. */
export interface SeatsMeasured {
  readonly seats: number;
  readonly turns: Turns;
  /** Seconds that one seat took to be made anew while all were up, round by round. */
  readonly resets: readonly number[];
}

export type Contestants = keyof Turns;

/** The line through the medians of one contestant's figures. */
export const lineOf = (measured: readonly SeatsMeasured[], who: Contestants, key: keyof Trip): Line =>
  lineThrough(
    measured.map(({ seats, turns }) => ({
      seats,
      value: spread(turns[who].map((trip) => trip[key])).median,
    })),
  );

/** What is asked of a workshop, as rows of the bench's table: of the one with most seats. */
export function seatRows(measured: readonly SeatsMeasured[]): Row[] {
  const full = measured.at(-1);
  if (!full) return [];
  const name = `${full.seats} seats of a workshop`;
  return [
    tripRow(full.turns, `${name}, to all gates`, "up", { times: 1.5 }),
    tripRow(full.turns, `${name}, memory`, "gigabytes", { most: 4 }),
    { what: `one of ${name}, reset`, unit: "s", underlay: full.resets, asked: { most: 10 } },
    tripRow(full.turns, `${name}, removed`, "down"),
  ];
}

const head = [
  "seats",
  "up",
  "plain script",
  "memory",
  "plain script",
  "one reset",
  "all removed",
  "plain script",
];

function cells({ seats, turns: { underlay, script }, resets }: SeatsMeasured): string[] {
  const figure = (trips: readonly Trip[], key: keyof Trip) => spread(trips.map((trip) => trip[key])).text;
  return [
    String(seats),
    ...[`${figure(underlay, "up")} s`, `${figure(script, "up")} s`],
    ...[`${figure(underlay, "gigabytes")} GB`, `${figure(script, "gigabytes")} GB`],
    `${spread(resets).text} s`,
    ...[`${figure(underlay, "down")} s`, `${figure(script, "down")} s`],
  ];
}

/** How evenly time and memory grow. */
export const growths = (measured: readonly SeatsMeasured[]): string =>
  [
    growth("s", lineOf(measured, "underlay", "up"), lineOf(measured, "script", "up")),
    growth("GB", lineOf(measured, "underlay", "gigabytes"), lineOf(measured, "script", "gigabytes")),
  ].join(" ");

/** For the terminal. */
export const seatsText = (measured: readonly SeatsMeasured[]): string =>
  [columns([head.map((cell) => cell.toUpperCase()), ...measured.map(cells)]), growths(measured)].join("\n\n");

/** For docs/workshops.md; `about` says when and on what machine it was measured. */
export const seatsMarkdown = (measured: readonly SeatsMeasured[], about: string): string =>
  [
    markdownTable(head, measured.map(cells)),
    growths(measured),
    `Medians (smallest and largest) of ${plural(measured[0]?.resets.length ?? 0, "round")}, ${about}.`,
  ].join("\n\n");
