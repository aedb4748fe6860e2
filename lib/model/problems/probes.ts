import type { LabDeclaration, ProbeDeclaration } from "../declaration.ts";
import * as errors from "../errors.ts";
import type { ProbeKind, ProbeSpec, TcpdumpSpec } from "../lab-spec.ts";
import { isName } from "../names.ts";
import { addedWorkload, event } from "./convergence.ts";
import {
  deviceOrNone,
  flag,
  isEnd,
  number,
  oneOf,
  type Rule,
  whole,
  wholeOrNone,
  wholes,
  workload,
  workloadOr,
  workloadOrHost,
} from "./options.ts";

type Spec<Kind extends ProbeKind> = Extract<ProbeSpec, { kind: Kind }>;

type Rules = {
  readonly [Kind in ProbeKind]: {
    readonly [Option in Exclude<keyof Spec<Kind>, "kind" | "name">]: Rule<Spec<Kind>>;
  };
};

/** `rules[kind][option]`: a new kind of probe, or a new option of one, does not compile until it has its rule here. */
const rules: Rules = {
  iperf: {
    ...{ from: workload, to: workload },
    // 128 is iperf3's own limit.
    streams: wholes(1, 128, 16),
    samples: whole(1, 100),
    seconds: whole(1, 600),
    omit: whole(0, 60),
  },
  ping: {
    ...{ from: workloadOrHost, to: workloadOrHost },
    count: whole(1, 10_000),
    interval: number(0.01, 60),
    expect: oneOf("replies", "silence"),
  },
  "path-mtu": { from: workload, to: workload },
  cost: { from: workload, to: workload, samples: whole(1, 100), seconds: whole(1, 600) },
  tcpdump: {
    on: place,
    segment: segmentOfPlace,
    device: deviceOrNone,
    stream: flag,
    ...{ from: workload, to: workload },
    // One in each direction must be seen.
    packets: whole(2, 100_000),
  },
  snapshot: {},
  convergence: {
    from: workload,
    to: workloadOr(({ event }) => addedWorkload(event)),
    event,
    within: whole(1, 600),
    count: whole(1, 1000),
    maxLost: wholeOrNone(0, 10_000),
  },
};

/** Seconds that a probe may take: an interrupted run should lose little. */
const longest = 3600;

/** Seconds that a probe's own options make it take at least. */
const durations: { readonly [Kind in ProbeKind]?: (spec: Spec<Kind>) => number } = {
  iperf: ({ streams, samples, seconds, omit }) => streams.length * samples * (seconds + omit),
  ping: ({ count, interval }) => count * interval,
  cost: ({ samples, seconds }) => samples * seconds,
};

export const ofProbes = (lab: LabDeclaration): errors.Problem[] =>
  lab.probes.flatMap((probe) => ofProbe(probe, lab));

function ofProbe({ path, spec }: ProbeDeclaration, lab: LabDeclaration): errors.Problem[] {
  const badName = isName(spec.name) ? [] : [errors.badName(path, "probe", spec.name)];
  if (!Object.hasOwn(rules, spec.kind))
    return [...badName, errors.unknownProbeKind(path, spec.kind, Object.keys(rules))];
  const own = Object.entries(rules[spec.kind]) as [keyof ProbeSpec, Rule<ProbeSpec>][];
  const options = own.flatMap(([name, rule]) => rule({ path, name, value: spec[name], spec, lab }));
  return [
    ...badName,
    ...options,
    ...ofWhole(path, spec, lab),
    ...(options.length > 0 ? [] : tooLong(path, spec)),
  ];
}

/** What is wrong although each option may be right. */
function ofWhole(path: string, spec: ProbeSpec, lab: LabDeclaration): errors.Problem[] {
  const found: errors.Problem[] = [];
  if ("from" in spec && isEnd(spec.from) && isEnd(spec.to) && spec.from.name === spec.to.name)
    found.push(errors.sameEnds(path, spec.from.name));
  if (spec.kind === "cost" && lab.modes[0]?.mode.agent === null)
    found.push(errors.noAgent(path, lab.modes[0].mode.name));
  if ("expect" in spec && spec.expect === "silence" && lab.expectBroken === undefined)
    found.push(errors.silenceUnexplained(path));
  return found;
}

function tooLong(path: string, spec: ProbeSpec): errors.Problem[] {
  const duration = durations[spec.kind] as ((spec: ProbeSpec) => number) | undefined;
  const seconds = Math.ceil(duration?.(spec) ?? 0);
  return seconds > longest ? [errors.probeTooLong(path, seconds, longest)] : [];
}

/** The host, router or workload that a capture is made on. */
function place({ path, value, lab }: Parameters<Rule<TcpdumpSpec>>[0]): errors.Problem[] {
  const places = [...lab.hosts, ...lab.routers, ...lab.hosts.flatMap(({ workloads }) => workloads)];
  const names = places.map(({ name }) => name);
  return names.includes(value as string)
    ? []
    : [errors.unknownName(path, "host, router or workload", String(value), names)];
}

function segmentOfPlace({ path, value, spec, lab }: Parameters<Rule<TcpdumpSpec>>[0]): errors.Problem[] {
  if (value === null) return [];
  const machine = [...lab.hosts, ...lab.routers].find(({ name }) => name === spec.on);
  const segments = (machine ? machine.attachments : lab.segments.map(({ name }) => ({ segment: name }))).map(
    ({ segment }) => segment,
  );
  return segments.includes(value as string)
    ? []
    : [errors.notOnSegment(path, String(spec.on), String(value), segments)];
}
