import { z } from "zod";
import { optionMisuses, optionsIn } from "./options.ts";
import { shown } from "./shown.ts";

/**
 * How a segment is worse than a good wire. Names and units are netlab's (its `tc` link attribute), which are
 * those of Linux' tc-netem(8) and tc-tbf(8). Every machine on the segment applies it to what it sends there, so
 * it acts in both directions: a delay of 10 ms adds 20 ms to a round trip.
 */
export interface Impairment {
  /** Milliseconds that each packet is held back. */
  readonly delay?: number;
  /** Milliseconds by which the delay varies up and down. Needs a delay. */
  readonly jitter?: number;
  /** Percent of packets that are lost. */
  readonly loss?: number;
  /** kbit/s that a machine can send at most. */
  readonly rate?: number;
  /** Percent of packets that are sent twice. */
  readonly duplicate?: number;
  /** Percent of packets in which a random bit is flipped. */
  readonly corrupt?: number;
  /** Percent of packets that are sent at once, before delayed ones. Needs a delay. */
  readonly reorder?: number;
}

interface Parameter {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Packets are delayed, lost or changed by the kernel's netem; only a rate can do with a token bucket (tbf). */
  readonly feature: "kernel:tbf" | "kernel:netem";
  /** One line of help. */
  readonly help: string;
}

const percent = { unit: "percent", min: 0, max: 100, feature: "kernel:netem" } as const;
const milliseconds = { unit: "ms", min: 0, max: 60_000, feature: "kernel:netem" } as const;

/** What each parameter may be, and what it takes. The order is that of lists and help texts. */
export const impairmentParameters: { readonly [Name in keyof Required<Impairment>]: Parameter } = {
  delay: { ...milliseconds, help: "holds each packet back" },
  jitter: { ...milliseconds, help: "varies the delay up and down by so much" },
  loss: { ...percent, help: "loses packets at random" },
  rate: {
    unit: "kbit/s",
    min: 8,
    max: 100_000_000,
    feature: "kernel:tbf",
    help: "limits what each machine sends",
  },
  duplicate: { ...percent, help: "sends packets twice" },
  corrupt: { ...percent, help: "flips a bit in packets" },
  reorder: { ...percent, help: "sends packets before delayed ones" },
};

export type ImpairmentName = keyof Impairment;
export const impairmentNames = Object.keys(impairmentParameters) as ImpairmentName[];

export const impairmentSchema = z
  .strictObject(
    Object.fromEntries(
      Object.entries(impairmentParameters).map(([name, { min, max }]) => [
        name,
        z.number().min(min).max(max),
      ]),
    ),
  )
  .partial();

/** Parameters that only vary another one. */
const needs: Partial<Record<ImpairmentName, ImpairmentName>> = { jitter: "delay", reorder: "delay" };

/** What is wrong with an impairment, in whole sentences; empty when it can be applied. */
export function impairmentComplaints(impairment: Impairment): string[] {
  const given = optionsIn(impairment);
  const misuses = optionMisuses("an impairment", impairmentNames, impairment);
  const wrong = impairmentNames.flatMap((name) => {
    const value: unknown = given[name];
    if (value === undefined) return [];
    const { unit, min, max } = impairmentParameters[name];
    const base = needs[name];
    if (typeof value !== "number" || !Number.isFinite(value) || value < min || value > max)
      return [
        `Impairment ${name} ${shown(value)} is out of range. Use a number from ${min} to ${max}, in ${unit}.`,
      ];
    if (base && value > 0 && !given[base])
      return [`Impairment ${name} ${value} has no effect without ${base}. Give ${base} as well.`];
    return [];
  });
  return [...misuses, ...wrong];
}

/** The kernel features that apply an impairment. */
export function impairmentFeatures(impairment: Impairment | null): ("kernel:tbf" | "kernel:netem")[] {
  const asked = impairmentNames.filter((name) => (impairment?.[name] ?? 0) > 0);
  const features = new Set(asked.map((name) => impairmentParameters[name].feature));
  // netem limits the rate itself, so that delay and rate act as one link.
  if (features.has("kernel:netem")) features.delete("kernel:tbf");
  return [...features];
}

/** `delay 10 ms, loss 1 percent`; `none` for a good wire. */
export function describeImpairment(impairment: Impairment | null): string {
  const parts = impairmentNames.flatMap((name) =>
    impairment?.[name] ? `${name} ${impairment[name]} ${impairmentParameters[name].unit}` : [],
  );
  return parts.join(", ") || "none";
}

interface OnSegment {
  readonly segment: string;
}

/** A machine's interfaces, each with the impairment of its segment. */
export const impairedInterfaces = <Interface extends OnSegment>(
  {
    segments,
  }: { readonly segments: readonly { readonly name: string; readonly impairment: Impairment | null }[] },
  { interfaces }: { readonly interfaces: readonly Interface[] },
): (Interface & { readonly impairment: Impairment })[] =>
  interfaces.map((link) => ({
    ...link,
    impairment: segments.find(({ name }) => name === link.segment)?.impairment ?? {},
  }));
