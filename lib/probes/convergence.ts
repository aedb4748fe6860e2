import { count, significant } from "../figures/format.ts";
import { choiceSchema } from "../model/choice.ts";
import { messageOf } from "../model/errors.ts";
import { badOption } from "../model/lab-errors.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { measureAndTakeBack, nothingMeasured, notMeasured } from "./convergence/measure.ts";
import { type ConvergenceResult, convergenceResult } from "./convergence/result.ts";
import type { ConvergenceSpec } from "./convergence/spec.ts";
import {
  type AddingEvent,
  type ConvergenceEvent,
  eventChoices,
  eventNamed,
  eventNames,
  eventOf,
} from "./convergence-events.ts";
import { endNames, ref } from "./ends.ts";
import type { ProbeKind } from "./kind.ts";
import { type Rule, unknownOptions, whole, wholeOrNone, workload, workloadOr } from "./options.ts";
import { verdict } from "./outcome.ts";

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
        /** What happens. With `workloadAdded`, the workload that it adds is the one that is pinged. */
        readonly event: Exclude<ConvergenceEvent, AddingEvent>;
        /** The workload that is pinged. With `hostAdded`, one of that host. */
        readonly to: WorkloadRef;
      }
    | {
        readonly event: AddingEvent;
        readonly to?: undefined;
      }
  );

/**
 * Measures how long a workload is out of another's reach after an event, and how many packets are lost meanwhile.
 * The lab is as it was when the probe ends. Put it behind the other probes of a lab.
 *
 * @example
 * ```ts
 * const event = linkDown({ machine: router1, segment: right });
 * lab.probe(convergence({ event, from: client, to: server, within: 30, maxLost: 20 }));
 * ```
 */
export function convergence(options: ConvergenceOptions): ConvergenceSpec {
  const { event, from, to: pinged, name = "convergence", ...more } = options;
  const { within = 60, maxLost = null, count = 100, ...others } = more;
  // Nobody where the event adds none, which is complained about.
  const { workload, host } = Object(event) as AddingEvent;
  const to = ref(pinged ?? { name: workload, host });
  return { ...others, kind: "convergence", name, event, from: ref(from), to, within, maxLost, count };
}

/** What happens while the probe watches. */
const event: Rule<ConvergenceSpec> = {
  schema: choiceSchema(eventChoices, "probes/convergence"),
  isRequired: true,
  choices: eventChoices,
  complaints: ({ path, name, value, spec, lab }) => {
    const kind = eventNamed(Object(value).kind);
    if (!kind) return [badOption(path, name, value, `an event of the kind ${eventNames.join(", ")}`)];
    const { shape } = kind.schema;
    const given = value as ConvergenceEvent & Readonly<Record<string, unknown>>;
    const wrong = Object.entries(shape)
      .filter(([option, schema]) => !schema.safeParse(given[option]).success)
      .map(([option]) =>
        badOption(
          path,
          `${option} of the event ${kind.kind}`,
          given[option],
          "a name, or a part of the lab that has one",
        ),
      );
    return [
      ...unknownOptions(path, `the event ${kind.kind}`, Object.keys(shape), given),
      ...(wrong.length > 0 ? wrong : kind.problems(given, spec, lab, path)),
    ];
  },
};

/** The workload that an event adds; undefined for any other event. */
const added = ({ event }: ConvergenceSpec): WorkloadRef | undefined =>
  "workload" in Object(event)
    ? { name: (event as AddingEvent).workload, host: (event as AddingEvent).host }
    : undefined;

export const convergenceKind: ProbeKind<ConvergenceSpec, ConvergenceResult> = {
  kind: "convergence",
  make: convergence,
  result: convergenceResult,
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
    const measured = await measureAndTakeBack(spec, bench).catch((error) => notMeasured(messageOf(error)));
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
    figures: (probe) => [
      {
        ...{ key: "reach", title: `Until in reach: ${inWords(probe)}`, unit: "s" },
        ...{ quantity: "time to reach", better: "less", settings: "" },
        values: known(probe.secondsToReach),
      },
      {
        ...{ key: "lost", title: `Echo requests lost: ${inWords(probe)}`, unit: "packets" },
        ...{ quantity: "packets lost", better: "less", settings: "" },
        values: known(probe.lost),
      },
    ],
  },
};

const known = (value: number | null): number[] => (value === null ? [] : [value]);

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
