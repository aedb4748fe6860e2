import { setTimeout as delay } from "node:timers/promises";
import { describeEvent } from "../../model/convergence.ts";
import { messageOf } from "../../model/errors.ts";
import type { ConvergenceSpec } from "../../model/lab-spec.ts";
import { complaintAfter, complaintBefore, isDecided, reachability } from "../../probes/reachability.ts";
import type { ConvergenceResult } from "../../probes/results.ts";
import { timeToSend } from "../../probes/timed-ping.ts";
import { Engine } from "../engine.ts";
import { TimedPing } from "../timed-ping.ts";
import { lookAtLab, waitAsBefore } from "./as-before.ts";
import { keep, machineOf, type ProbeContext } from "./context.ts";
import { type Happening, happening } from "./happenings.ts";
import type { Outcome } from "./outcome.ts";

/** Seconds of pinging before the event, to know how things were. */
const lead = 1;

const interrupted = "it was interrupted";

/** What is measured, without what is known beforehand. */
type Measured = Pick<
  Outcome<ConvergenceResult>,
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

/** Pings while an event takes place. Whatever comes of it, the event is taken back and the lab as before at the end. */
export async function runConvergence(
  spec: ConvergenceSpec,
  context: ProbeContext,
): Promise<Outcome<ConvergenceResult>> {
  const { event, from, to, within, maxLost } = spec;
  const measured = await measureAndTakeBack(spec, context).catch((error) => failed(messageOf(error)));
  return {
    kind: "convergence",
    status: measured.reason === null ? "passed" : "failed",
    ...{ from: from.name, to: to.name, event, within, maxLost },
    ...measured,
  };
}

async function measureAndTakeBack(spec: ConvergenceSpec, context: ProbeContext): Promise<Measured> {
  const before = await lookAtLab(context);
  const happens = happening(spec.event, { spec, before, context });
  const measured = await measure(spec, happens, context).catch((error) => failed(messageOf(error)));
  context.progress(`${spec.name}: waiting until the lab is as before`);
  const left = await takeBack(happens, before, context);
  const reasons = [measured.reason, left].filter((part) => part !== null);
  return { ...measured, reason: reasons.length === 0 ? null : reasons.join("; ") };
}

async function measure(spec: ConvergenceSpec, happens: Happening, context: ProbeContext): Promise<Measured> {
  context.progress(`${spec.name}: ${describeEvent(spec.event)}`);
  const target = await happens.prepare();
  const ping = await TimedPing.start(
    context,
    `${context.lab.name}-${spec.name}`,
    { from: spec.from, target },
    { seconds: lead + timeToSend(spec), lead },
  );
  const notBegun = context.signal.aborted ? interrupted : complaintBefore(spec, ping.echoes());
  if (notBegun !== null) {
    await ping.stop();
    return failed(notBegun);
  }
  try {
    const eventAt = await clockOf(spec, context);
    await happens.cause();
    while (!isDecided(ping.echoes(), eventAt, spec) && !ping.ended && !context.signal.aborted)
      await delay(200);
    const found = reachability(ping.echoes(), eventAt);
    return {
      ...found,
      reason: context.signal.aborted ? interrupted : complaintAfter(spec, found),
      eventAt: new Date(eventAt * 1000).toISOString(),
      command: { ping: [...ping.command], event: [...happens.command] },
      raw: await keep(context, `${spec.name}.txt`, await ping.stop()),
    };
  } finally {
    await ping.stop();
  }
}

/** Null when all is as before, else what is not. */
async function takeBack(
  happens: Happening,
  before: Awaited<ReturnType<typeof lookAtLab>>,
  context: ProbeContext,
): Promise<string | null> {
  try {
    await happens.undo();
    await waitAsBefore(before, context);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The time by the clock of the host that pings: what ping's own time stamps can be compared with. */
async function clockOf({ from }: ConvergenceSpec, context: ProbeContext): Promise<number> {
  const date = Engine.inside(machineOf(context, from.host).container, ["date", "+%s.%N"]);
  return Number(await context.engine.run(date, { limit: 10 }));
}

/** All that there is to say of an event that was not measured. */
export const nothingMeasured: Omit<Measured, "reason"> = {
  ...{ eventAt: null, secondsToReach: null, transmitted: null, received: null, lost: null },
  ...{ longestGapSeconds: null, command: { ping: [], event: [] }, raw: null },
};

const failed = (reason: string): Measured => ({ ...nothingMeasured, reason });
