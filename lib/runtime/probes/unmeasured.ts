import { describe } from "../../figures/statistics.ts";
import type { ProbeKind, ProbeSpec } from "../../model/lab-spec.ts";
import { summariseCost } from "../../probes/cost.ts";
import { expectedPayload } from "../../probes/path-mtu.ts";
import type { ProbeResult } from "../../probes/results.ts";
import type { ProbeContext } from "./context.ts";
import { nothingMeasured } from "./convergence.ts";
import type { Outcome } from "./outcome.ts";

type Blank<Kind extends ProbeKind> = Omit<
  Outcome<Extract<ProbeResult, { kind: Kind }>>,
  "kind" | "status" | "reason"
>;

type Blanks = {
  readonly [Kind in ProbeKind]: (
    spec: Extract<ProbeSpec, { kind: Kind }>,
    context: ProbeContext,
  ) => Blank<Kind>;
};

/** What the record has of each kind of probe when it has no figure. */
const blanks: Blanks = {
  iperf: (spec) => ({ ...endsOf(spec), samples: [], summary: [] }),
  ping: (spec) => ({
    ...endsOf(spec),
    ...{ expect: spec.expect, command: [], raw: null, transmitted: null, received: null, samples: [] },
    milliseconds: describe([], spec.count),
  }),
  "path-mtu": (spec, { lab }) => ({
    ...endsOf(spec),
    ...{ expected: expectedPayload(lab.mode.mtu), largest: null, attempts: [] },
  }),
  cost: (spec, { lab }) => ({
    ...endsOf(spec),
    ...{ agent: lab.mode.agent ?? "none", samples: [], summary: summariseCost([]) },
  }),
  tcpdump: (spec) => ({
    ...endsOf(spec),
    ...{ host: spec.on, interface: null, command: [], traffic: [], pcap: null, counts: null, packets: [] },
  }),
  snapshot: () => ({ hosts: [] }),
  convergence: (spec) => ({
    ...endsOf(spec),
    ...{ event: spec.event, within: spec.within, maxLost: spec.maxLost },
    ...nothingMeasured,
  }),
};

/** The result of a probe that broke off, with the reason. */
export function unmeasured(spec: ProbeSpec, context: ProbeContext, reason: string): Outcome<ProbeResult> {
  const blank = blanks[spec.kind] as (spec: ProbeSpec, context: ProbeContext) => Blank<ProbeKind>;
  return { kind: spec.kind, status: "failed", reason, ...blank(spec, context) } as Outcome<ProbeResult>;
}

const endsOf = ({ from, to }: Extract<ProbeSpec, { from: object }>) => ({ from: from.name, to: to.name });
