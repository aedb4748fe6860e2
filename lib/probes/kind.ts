import type { z } from "zod";
import type { LabDeclaration } from "../model/declaration.ts";
import type { Problem } from "../model/errors.ts";
import type { LabSpec, ProbeSpec } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import type { Comparison } from "./comparison.ts";
import type { Rules } from "./options.ts";
import type { Blank, Outcome, Recorded } from "./outcome.ts";
import type { Reading } from "./reading.ts";

/** A kind of probe as a value: all that shared code asks of it. `kinds.ts` lists them. */
export interface ProbeKind<Spec extends ProbeSpec, Result extends Recorded> {
  readonly kind: Spec["kind"];
  /** What lab files in TypeScript call. Options that it does not know it hands on, so that they are complained of. */
  make(options: object): Spec;
  /** What a run's record has of it; docs/run.schema.json follows. */
  readonly result: z.ZodType<Result>;
  /** What each option may be. */
  readonly rules: Rules<Spec>;
  /** What is wrong although each option may be right. @default nothing */
  problems?(spec: Spec, lab: LabDeclaration, path: string): Problem[];
  /** Seconds that its own options make it take at least. @default a few */
  seconds?(spec: Spec): number;
  /** The same with one short sample of everything: whether it can be measured, and roughly how much. @default as it is */
  quick?(spec: Spec): Spec;
  /** True for a probe that passes where nobody answers. @default false */
  expectsSilence?(spec: Spec): boolean;
  /** Machines and workloads that it needs beside its two ends. @default none */
  needs?(spec: Spec): readonly string[];
  /** Measures. Whatever it rejects with is the reason of a probe without a figure. */
  run(spec: Spec, bench: Bench): Promise<Outcome<Result>>;
  /** What the record has of it when there is no figure. */
  blank(spec: Spec, lab: LabSpec): Blank<Result>;
  readonly reading: Reading<Result>;
  /** How labs are compared by it. @default - they are not */
  readonly comparison?: Comparison<Spec, Result>;
}

/** Some kind of probe. */
export type AnyKind = ProbeKind<ProbeSpec, Recorded>;
