import { underlay, underlayLabs } from "./contestants.ts";
import { alone, type Ground, inTurns } from "./rounds.ts";
import type { Row } from "./table.ts";
import { tripRow } from "./trips.ts";

/** One lab, which is measured two times more often because it is quick; and many at once. */
export async function labRows(ground: Ground, rounds: number): Promise<Row[]> {
  const one = await oneLab(ground, rounds + 2);
  await underlayLabs.up(1);
  const again = await alone("deploy again, unchanged", 2, rounds + 2, () => underlayLabs.up(1));
  await underlayLabs.down(1);
  return [
    ...one,
    again,
    ...(await manyLabs(8, 1.35, ground, rounds)),
    ...(await manyLabs(24, 4, ground, rounds)),
  ];
}

async function oneLab(ground: Ground, rounds: number): Promise<Row[]> {
  const name = "one lab of 3 hosts";
  const turns = await inTurns(underlayLabs, { labs: 1, rounds, what: name }, ground);
  return [
    tripRow(turns, `${name}, to all gates`, "up", { times: 2 }),
    tripRow(turns, `${name}, removed`, "down", { most: 2.5 }),
  ];
}

/** `most`: gigabytes that all of them may take. */
async function manyLabs(labs: number, most: number, ground: Ground, rounds: number): Promise<Row[]> {
  const name = `${labs} labs at once`;
  const turns = await inTurns(underlayLabs, { labs, rounds, what: name }, ground);
  return [
    tripRow(turns, `${name}, to all gates`, "up", { times: 1.5 }),
    tripRow(turns, `${name}, memory`, "gigabytes", { most }),
    tripRow(turns, `${name}, removed`, "down", { times: 1.5 }),
  ];
}

/** Hosts with a kernel of their own, where most of the work is to start programs on an emulated processor. */
export const vmRow = (rounds: number): Promise<Row> =>
  alone(
    "one lab of 3 VM hosts with flannel, to all gates",
    30,
    rounds,
    () => underlay(["deploy", "lab-ipip", "--no-probes"]),
    () => underlay(["destroy", "lab-ipip"]),
  );

/** What the command line takes for what needs no engine. */
export const commandRows = async (rounds: number): Promise<Row[]> => [
  await alone("underlay --help", 0.3, rounds, () => underlay(["--help"])),
  await alone("underlay list", 1, rounds, () => underlay(["list"])),
  await alone("underlay validate", 1, rounds, () => underlay(["validate"])),
];
