import { readFile } from "node:fs/promises";
import { z } from "zod";

/** The ratio of the second lab's figure to the first's, round by round; null where one of them has none. */
const ratios = z.array(z.number().positive().nullable());

/** What was measured of one scenario. */
export const recording = z.object({
  scenario: z.string(),
  measuredAt: z.iso.date(),
  machine: z.string(),
  secondsPerRound: z.number(),
  /** By the figures' keys, e.g. iperf/8; all have one for each round. */
  figures: z.record(z.string(), ratios),
});
export type Recording = z.infer<typeof recording>;

export const readRecordings = async (file: string): Promise<Recording[]> =>
  z.array(recording).parse(JSON.parse(await readFile(file, "utf8")));
