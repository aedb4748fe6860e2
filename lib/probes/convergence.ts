import { z } from "zod";
import { count, significant } from "../figures/format.ts";
import { badOption, messageOf } from "../model/errors.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import { lookAtLab, waitAsBefore } from "./convergence/as-before.ts";
import type { Scene } from "./convergence/event.ts";
import { complaintAfter, complaintBefore, isDecided, reachability } from "./convergence/reachability.ts";
import type { ConvergenceSpec } from "./convergence/spec.ts";
import { startPing, timeToSend } from "./convergence/timed-ping.ts";
import {
  type AddingEvent,
  type ConvergenceEvent,
  eventNamed,
  eventNames,
  eventOf,
  eventSchema,
} from "./convergence-events.ts";
import { endNames, ref } from "./ends.ts";
import { commandLine, endpoints, outcome } from "./fields.ts";
import type { ProbeKind } from "./kind.ts";
import { type Rule, whole, wholeOrNone, workload, workloadOr } from "./options.ts";
import { verdict } from "./outcome.ts";
import { addressOf, itself, outputOf } from "./places.ts";

interface CommonOptions {
  /** The workload that pings. It must outlive the event. */
  readonly from: WorkloadRef;
  /** @default "convergence" */
  readonly name?: string;
  /** Seconds from the event within which `to` must answer, and go on answering. @default 60 */
  readonly within?: number;
  /**
   * Echo requests that may be lost from the event on.
   * @default - any number
   */
  readonly maxLost?: number;
  /** Echo requests that are sent after the event at least, 0.1 s apart; more until one is answered. @default 100 */
  readonly count?: number;
}

export type ConvergenceOptions = CommonOptions &
  (
    | {
        readonly event: Exclude<ConvergenceEvent, AddingEvent>;
        /** The workload that is pinged. With `hostAdded`, one of that host. */
        readonly to: WorkloadRef;
      }
    | {
        /** The workload that it adds is the one that is pinged. */
        readonly event: AddingEvent;
        readonly to?: undefined;
      }
  );

/**
 * Measures how long a workload is out of another's reach after an event, and how many packets are lost meanwhile.
 * The lab is as it was when the probe ends. Put it behind the other probes of a lab.
 */
export function convergence(options: ConvergenceOptions): ConvergenceSpec {
  const { event, from, name = "convergence", within = 60, maxLost = null, count = 100 } = options;
  // Nobody where the event adds none, which is complained about.
  const { workload, host } = Object(event) as AddingEvent;
  const to = options.to ?? { name: workload, host };
  return { kind: "convergence", name, event, from: ref(from), to: ref(to), within, maxLost, count };
}

const counted = z.number().int().nullable();

const result = z.object({
  kind: z.literal("convergence"),
  ...outcome,
  ...endpoints,
  event: eventSchema,
  eventAt: z.iso
    .datetime()
    .nullable()
    .describe("Read just before the event was caused, from the clock of the host that pings"),
  within: z.number().describe("Seconds that it may take to pass"),
  maxLost: z
    .number()
    .int()
    .nullable()
    .describe("Echo requests that may be lost to pass; null for any number"),
  secondsToReach: z
    .number()
    .nullable()
    .describe(
      "From the event to the first reply after which none was missing; 0 if none was missing at all, null if there was none (see reason)",
    ),
  transmitted: counted.describe("Echo requests from the event on, 0.1 s apart"),
  received: counted.describe("Replies to these"),
  lost: counted,
  longestGapSeconds: z
    .number()
    .nullable()
    .describe(
      "The longest time without a reply, counted from the last one before the event, else from the event",
    ),
  command: z.object({
    ping: commandLine,
    event: commandLine.describe("What caused the event"),
  }),
  raw: z.string().nullable().describe("What ping printed, relative to run.json"),
});
export type ConvergenceResult = z.infer<typeof result>;

/** What happens while the probe watches. */
const event: Rule<ConvergenceSpec> = ({ path, name, value, spec, lab }) => {
  const kind = eventNamed(Object(value).kind);
  return kind
    ? kind.problems(value as ConvergenceEvent, spec, lab, path)
    : [badOption(path, name, value, `an event of the kind ${eventNames.join(", ")}`)];
};

/** The workload that an event adds; undefined for any other event. */
const added = ({ event }: ConvergenceSpec): WorkloadRef | undefined =>
  "workload" in Object(event) ? { name: (event as AddingEvent).workload, host: event.host } : undefined;

export const convergenceKind: ProbeKind<ConvergenceSpec, ConvergenceResult> = {
  kind: "convergence",
  result,
  rules: {
    from: workload,
    to: workloadOr(added),
    event,
    within: whole(1, 600),
    count: whole(1, 1000),
    maxLost: wholeOrNone(0, 10_000),
  },

  /** Pings while an event takes place. Whatever comes of it, the event is taken back and the lab as before at the end. */
  async run(spec, bench) {
    const measured = await measureAndTakeBack(spec, bench).catch((error) => failed(messageOf(error)));
    const { event, within, maxLost } = spec;
    const { reason, ...figures } = measured;
    return {
      kind: "convergence",
      ...verdict(reason),
      ...endNames(spec),
      ...{ event, within, maxLost },
      ...figures,
    };
  },

  blank: (spec) => ({
    ...endNames(spec),
    ...{ event: spec.event, within: spec.within, maxLost: spec.maxLost },
    ...nothingMeasured,
  }),

  reading: {
    lines: (probe) => [
      {
        what: `${inWords(probe)}, ${probe.from} → ${probe.to}`,
        figure: figure(probe),
        detail: detail(probe),
      },
    ],
    commands: (probe) =>
      probe.command.ping.length === 0
        ? []
        : [
            { what: `${probe.from} → ${probe.to}, meanwhile`, line: probe.command.ping },
            { what: inWords(probe), line: probe.command.event },
          ],
    files: ({ from, to, raw }) => (raw === null ? [] : [{ what: `${from} → ${to}`, path: raw }]),
  },
};

const inWords = ({ event }: Pick<ConvergenceSpec, "event">): string => eventOf(event).inWords(event);

function figure({ secondsToReach, transmitted }: ConvergenceResult): string {
  if (transmitted === null) return "no figure";
  if (secondsToReach === null) return "not reached";
  return secondsToReach === 0 ? "always in reach" : `in reach after ${significant(secondsToReach)} s`;
}

function detail({ transmitted, lost, longestGapSeconds }: ConvergenceResult): string {
  if (transmitted === null || lost === null || longestGapSeconds === null) return "";
  return `${count(lost)} of ${count(transmitted)} lost, gap ${significant(longestGapSeconds)} s`;
}

/** What is measured, without what is known beforehand. */
type Measured = Pick<
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
const nothingMeasured: Omit<Measured, "reason"> = {
  ...{ eventAt: null, secondsToReach: null, transmitted: null, received: null, lost: null },
  ...{ longestGapSeconds: null, command: { ping: [], event: [] }, raw: null },
};

const failed = (reason: string): Measured => ({ ...nothingMeasured, reason });

const interrupted = "it was interrupted";

async function measureAndTakeBack(spec: ConvergenceSpec, bench: Bench): Promise<Measured> {
  const scene = { ...spec, bench, before: await lookAtLab(bench) };
  const measured = await measure(spec, scene).catch((error) => failed(messageOf(error)));
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
    if (notBegun !== null) return failed(notBegun);
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
