import { messageOf } from "../../model/errors.ts";
import type { Bench } from "../bench.ts";
import { eventOf } from "../convergence-events.ts";
import { addressOf, itself, outputOf } from "../places.ts";
import { lookAtLab, waitAsBefore } from "./as-before.ts";
import type { Scene } from "./event.ts";
import { complaintAfter, complaintBefore, isDecided, reachability } from "./reachability.ts";
import type { ConvergenceResult } from "./result.ts";
import type { ConvergenceSpec } from "./spec.ts";
import { startPing, timeToSend } from "./timed-ping.ts";

/** What is measured, without what is known beforehand. */
export type Measured = Pick<
  ConvergenceResult,
  | "reason"
  | "eventAt"
  | "secondsToReach"
  | "transmitted"
  | "received"
  | "lost"
  | "longestGapSeconds"
  | "command"
  | "raw"
>;

/** All that there is to say of an event that was not measured. */
export const nothingMeasured: Omit<Measured, "reason"> = {
  ...{ eventAt: null, secondsToReach: null, transmitted: null, received: null, lost: null },
  ...{ longestGapSeconds: null, command: { ping: [], event: [] }, raw: null },
};

export const notMeasured = (reason: string): Measured => ({ ...nothingMeasured, reason });

const interrupted = "it was interrupted";

export async function measureAndTakeBack(spec: ConvergenceSpec, bench: Bench): Promise<Measured> {
  const scene = { ...spec, bench, before: await lookAtLab(bench) };
  const measured = await measure(spec, scene).catch((error) => notMeasured(messageOf(error)));
  bench.progress(`${spec.name}: waiting until the lab is as before`);
  const left = await takeBack(spec, scene);
  const reasons = [measured.reason, left].filter((part) => part !== null);
  return { ...measured, reason: reasons.length === 0 ? null : reasons.join("; ") };
}

/** Seconds of pinging before the event, to know how things were. */
const lead = 1;

async function measure(spec: ConvergenceSpec, scene: Scene): Promise<Measured> {
  const { bench, from, to } = scene;
  const kind = eventOf(spec.event);
  bench.progress(`${spec.name}: ${kind.inWords(spec.event)}`);
  const target = (await kind.prepare?.(spec.event, scene)) ?? addressOf(bench.lab, to);
  const seconds = lead + timeToSend(spec);
  const ping = await startPing(bench, `${bench.lab.name}-${spec.name}`, { from, target }, { seconds, lead });
  try {
    const notBegun = bench.signal.aborted ? interrupted : complaintBefore(spec, ping.echoes());
    if (notBegun !== null) return notMeasured(notBegun);
    const eventAt = await clockOf(spec, bench);
    const event = await kind.cause(spec.event, scene);
    while (!isDecided(ping.echoes(), eventAt, spec) && !ping.ended() && !bench.signal.aborted)
      await bench.wait(0.2);
    const found = reachability(ping.echoes(), eventAt);
    return {
      ...found,
      reason: bench.signal.aborted ? interrupted : complaintAfter(spec, found),
      eventAt: new Date(eventAt * 1000).toISOString(),
      command: { ping: [...ping.line], event },
      raw: await bench.keep(`${spec.name}.txt`, await ping.stop()),
    };
  } finally {
    await ping.stop();
  }
}

/** Null when all is as before, else what is not. */
async function takeBack({ event }: ConvergenceSpec, scene: Scene): Promise<string | null> {
  try {
    await eventOf(event).undo?.(event, scene);
    await waitAsBefore(scene.before, scene.bench);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The time by the clock of the host that pings: what ping's own time stamps can be compared with. */
const clockOf = async ({ from }: ConvergenceSpec, bench: Bench): Promise<number> =>
  Number(await outputOf(bench, itself(from.host), ["date", "+%s.%N"], { limit: 10 }));
