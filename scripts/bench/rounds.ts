import { type Contestant, seconds } from "./contestants.ts";
import { figure, type Row } from "./table.ts";
import type { Trip, Turns } from "./trips.ts";

/** What everything is measured beside, and by. */
export interface Ground {
  readonly script: Contestant;
  /** Gigabytes that the engine's machine could give to new programs. */
  readonly memory: () => Promise<number>;
  /** Takes progress. */
  readonly say: (text: string) => void;
}

export interface TurnsOptions {
  readonly labs: number;
  readonly rounds: number;
  /** The labs, for people. */
  readonly what: string;
  /** Called in each round while Underlay's labs are up; its time is no part of the trip. */
  readonly whileUp?: () => Promise<void>;
}

/** Brings as many labs up and down as the plain script does, the two in turns: other load on the machine affects both of a round. */
export async function inTurns(
  contestant: Contestant,
  { labs, rounds, what, whileUp }: TurnsOptions,
  { script, memory, say }: Ground,
): Promise<Turns> {
  const trip = async (name: string, of: Contestant, meanwhile = async () => {}): Promise<Trip> => {
    const before = await memory();
    const up = await seconds(() => of.up(labs));
    const gigabytes = before - (await memory());
    await meanwhile();
    const down = await seconds(() => of.down(labs));
    // All of it takes most of an hour: what is known when something ends it is worth having.
    say(`  ${name}: up ${figure(up)} s, ${figure(gigabytes)} GB, down ${figure(down)} s`);
    return { up, gigabytes, down };
  };
  const turns = { underlay: [] as Trip[], script: [] as Trip[] };
  for (let round = 1; round <= rounds; round += 1) {
    say(`${what}, round ${round} of ${rounds}`);
    turns.script.push(await trip("script", script));
    turns.underlay.push(await trip("underlay", contestant, whileUp));
  }
  return turns;
}

/** Seconds of what the script has no like of, of which at most `most` are asked. The time that `after` takes is no part of them. */
export async function alone(
  what: string,
  most: number,
  rounds: number,
  work: () => Promise<unknown>,
  after = async (): Promise<unknown> => undefined,
): Promise<Row> {
  const underlay: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    underlay.push(await seconds(work));
    await after();
  }
  return { what, unit: "s", underlay, asked: { most } };
}
