import { z } from "zod";
import type { Choices } from "../model/choice.ts";
import type { LabSpec, ProbeSpec } from "../model/lab-spec.ts";
import { convergenceKind } from "./convergence.ts";
import { costKind } from "./cost.ts";
import { iperfKind } from "./iperf.ts";
import type { AnyKind } from "./kind.ts";
import { latencyKind } from "./latency.ts";
import { optionsOf } from "./options.ts";
import { pathMtuKind } from "./path-mtu.ts";
import { pingKind } from "./ping.ts";
import { ppsKind } from "./pps.ts";
import { snapshotKind } from "./snapshot.ts";
import { tcpdumpKind } from "./tcpdump.ts";
import { udpKind } from "./udp.ts";
import { udpThroughputKind } from "./udp-throughput.ts";

/** Every kind of probe. A new one is a file, and its name here. */
const listed = [
  iperfKind,
  pingKind,
  pathMtuKind,
  costKind,
  tcpdumpKind,
  snapshotKind,
  convergenceKind,
  udpKind,
  udpThroughputKind,
  ppsKind,
  latencyKind,
] as const;

type Listed = (typeof listed)[number];

/** The result of a probe of any kind: missing data is an explicit state (`failed` with a reason, or `null`), never a zero. */
export type ProbeResult = z.infer<Listed["result"]>;
export type ProbeKindName = Listed["kind"];
/** The options of a probe of any kind, filled in. */
export type LabProbe = Parameters<Listed["run"]>[0];

export const kinds: readonly AnyKind[] = listed;

/** Every kind of probe by its name, as labs in YAML give it. */
export const probeChoices: Choices<ProbeSpec> = Object.fromEntries(
  kinds.map(({ kind, make, rules }) => [kind, { make, schema: optionsOf(rules) }]),
);
export const kindNames = kinds.map(({ kind }) => kind);

const byName = new Map(kinds.map((kind) => [kind.kind, kind]));

/** The kind of this name; undefined when there is none. */
export const kindNamed = (name: string): AnyKind | undefined => byName.get(name);

/** The kind of a probe, or of its result. Throws for a kind that this version does not know. */
export function kindOf({ kind: name }: { readonly kind: string }): AnyKind {
  const kind = kindNamed(name);
  if (!kind) throw new Error(`there is no kind of probe "${name}"; known: ${kindNames.join(", ")}`);
  return kind;
}

/** The shape of a result of any kind, in a run's record. */
export const probeResult = z.discriminatedUnion(
  "kind",
  listed.map(({ result }) => result) as unknown as [z.ZodObject],
) as unknown as z.ZodType<ProbeResult>;

/** The results of one kind among others. */
export const resultsOf = <Kind extends Listed>(
  { kind }: Kind,
  probes: readonly ProbeResult[],
): z.infer<Kind["result"]>[] =>
  probes.filter((probe): probe is z.infer<Kind["result"]> & ProbeResult => probe.kind === kind);

/** A lab whose probes take one short sample of everything (`--quick`). The results say how long each sample was. */
export const quickly = (lab: LabSpec): LabSpec => ({
  ...lab,
  probes: lab.probes.map((probe) => kindOf(probe).quick?.(probe) ?? probe),
});
