import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { addressAt, requirePlace } from "../../lib/tasks/places.ts";
import type { SeatPage } from "./seat-page.ts";

/** A seat that does nothing but look whether it is disturbed. */
export interface Bystander {
  readonly lab: LabSpec;
  readonly page: SeatPage;
}

/** What bystanders saw while something happened. */
export interface Disturbance {
  readonly pings: number;
  readonly lost: number;
  /** Milliseconds from each Enter until what the command prints is shown. */
  readonly echoes: readonly number[];
}

/** Pings of each seat, five a second: as long as every attack lasts. */
const pings = 40;

/** What bystanders see of it: pings from `client` to `server` in each seat, and commands in each terminal. */
export async function disturbance(
  engine: Engine,
  bystanders: readonly Bystander[],
  happens: Promise<unknown>,
): Promise<Disturbance> {
  const seen = bystanders.map(async ({ lab, page }) => {
    const from = requirePlace(lab, "client");
    const command = ["ping", "-n", "-c", String(pings), "-i", "0.2", "-W", "1", addressAt(lab, "server")];
    const container = lab.hosts.find(({ name }) => name === from.host)?.container ?? "";
    const pinging = engine.start(Engine.inside(container, command, from.name));
    const echoes = [await page.echo(), await page.echo()];
    const { stdout, stderr } = await pinging;
    const received = /(\d+)(?: packets)? received/.exec(stdout)?.[1];
    if (received === undefined) throw new Error(`${lab.name}: ping counted nothing: ${stdout}${stderr}`);
    return { lost: pings - Number(received), echoes };
  });
  const [all] = await Promise.all([Promise.all(seen), happens]);
  return {
    pings: pings * all.length,
    lost: all.reduce((sum, { lost }) => sum + lost, 0),
    echoes: all.flatMap(({ echoes }) => echoes),
  };
}
