import { z } from "zod";
import { kinds } from "../../probes/kinds.ts";

/** The kinds of probes whose figures are compared, and how. */
const compared = kinds.flatMap(({ kind, comparison }) => (comparison ? [{ kind, comparison }] : []));

/** `iperf and cost`. */
export const comparedKinds = compared
  .map(({ kind }) => kind)
  .join(", ")
  .replace(/, ([^,]*)$/, " and $1");

export const isCompared = ({ kind: name }: { readonly kind: string }): boolean =>
  compared.some(({ kind }) => kind === name);

/** A probe of the lab file by what must be the same in all labs: its kind, its name and its kind's settings. */
export interface ComparedProbe {
  readonly kind: string;
  readonly name: string;
}

/** Of a probe's options it keeps the settings. */
export const comparedProbe = z.discriminatedUnion(
  "kind",
  compared.map(({ kind, comparison }) =>
    z.object({ kind: z.literal(kind), name: z.string(), ...comparison.settings.shape }),
  ) as unknown as [z.ZodObject],
) as unknown as z.ZodType<ComparedProbe>;
