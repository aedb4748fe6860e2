import type { Limit, Row } from "./table.ts";

/** What it takes to bring equal labs up and to take them down again. */
export interface Trip {
  /** Seconds until all hosts are ready. */
  readonly up: number;
  /** What the engine's machine can give to new programs no more while all are up. */
  readonly gigabytes: number;
  /** Seconds. */
  readonly down: number;
}

/** The trips of both contestants, which took turns: those of a round have the same place. */
export interface Turns {
  readonly underlay: readonly Trip[];
  readonly script: readonly Trip[];
}

const units = { up: "s", gigabytes: "GB", down: "s" } as const;

/** One figure of all trips. */
export const tripRow = ({ underlay, script }: Turns, what: string, key: keyof Trip, asked?: Limit): Row => ({
  ...{ what, unit: units[key] },
  underlay: underlay.map((trip) => trip[key]),
  script: script.map((trip) => trip[key]),
  ...(asked === undefined ? {} : { asked }),
});
