import { z } from "zod";
import {
  describeImpairment,
  type Impairment,
  impairmentComplaints,
  impairmentNames,
  impairmentParameters,
} from "../../model/impairment.ts";
import { parseJson } from "../../model/json.ts";
import { type LabSpec, machinesOn } from "../../model/lab-spec.ts";
import { unknownName } from "../../model/names.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import type { FaultKind } from "../fault-kind.ts";
import type { Complaint } from "../kind.ts";
import { linkComplaints } from "../places.ts";
import { told } from "../run/ask.ts";

const parameters = Object.fromEntries(
  impairmentNames.map((name) => {
    const { min, max, unit, help } = impairmentParameters[name];
    return [name, z.number().min(min).max(max).optional().describe(`${unit}: ${help}`)];
  }),
) as { readonly [Name in keyof Impairment]-?: z.ZodOptional<z.ZodNumber> };

const schema = z.strictObject({
  segment: z.string().describe("The segment that gets worse."),
  machine: z
    .string()
    .optional()
    .describe("The host or router that impairs what it sends there. Default: every one on the segment."),
  ...parameters,
});
type Options = z.infer<typeof schema>;

/** What each interface did before, and what the lab asked for then. */
interface Memory {
  readonly asked: Impairment | null;
  readonly former: Readonly<Record<string, Impairment>>;
}

export const impairmentFault: FaultKind<Options> = {
  kind: "impairment",
  about: "A segment is worse than a good wire. All but a rate needs a kernel with netem.",
  schema,
  says: (options) =>
    `${options.segment} impaired${options.machine === undefined ? "" : ` by ${options.machine}`}: ${describeImpairment(wantedIn(options))}`,
  problems: complaints,
  changes: ({ segment }) => `the impairment of ${segment}`,

  async look(options, bench): Promise<Memory> {
    const former: Record<string, Impairment> = {};
    for (const { machine, address } of linksOf(options, bench.lab)) {
      const printed = await told(bench, itself(machine), ["underlay-impair", address]);
      former[address] = Object(parseJson(printed)) as Impairment;
    }
    return { asked: askedFor(options, bench.lab), former };
  },

  apply: (options, bench) => impair(options, bench, () => wantedIn(options)),

  undo(options, bench, memory) {
    const { asked, former } = memory as Memory;
    const now = askedFor(options, bench.lab);
    const isSame = JSON.stringify(asked) === JSON.stringify(now);
    return impair(options, bench, (address) => (isSame ? former[address] : undefined) ?? now ?? {});
  },
};

function complaints(options: Options, lab: LabSpec): Complaint[] {
  const segments = lab.segments.map(({ name }) => name);
  const { segment, machine } = options;
  if (!segments.includes(segment)) {
    const message = unknownName(`${lab.lab} has no segment "${segment}"`, segment, segments);
    return [{ option: "segment", message }];
  }
  const wrong = impairmentComplaints(wantedIn(options)).map((message) => ({ option: "segment", message }));
  const isNone = Object.keys(wantedIn(options)).length === 0;
  const none = `Nothing is impaired. Give one of: ${impairmentNames.join(", ")}.`;
  return [
    ...(machine === undefined ? [] : linkComplaints(lab, { machine, segment })),
    ...(isNone ? [{ option: "segment", message: none }] : wrong),
  ];
}

const wantedIn = (options: Options): Impairment =>
  Object.fromEntries(
    impairmentNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );

const askedFor = ({ segment }: Options, { segments }: LabSpec): Impairment | null =>
  segments.find(({ name }) => name === segment)?.impairment ?? null;

const linksOf = ({ segment, machine }: Options, lab: LabSpec) =>
  machinesOn(lab, segment)
    .filter(({ name }) => machine === undefined || machine === name)
    .flatMap(({ name, interfaces }) =>
      interfaces
        .filter((link) => link.segment === segment)
        .map(({ address }) => ({ machine: name, address })),
    );

async function impair(options: Options, bench: Bench, of: (address: string) => Impairment): Promise<void> {
  for (const { machine, address } of linksOf(options, bench.lab))
    await told(bench, itself(machine), ["underlay-impair", address, JSON.stringify(of(address))]);
}
