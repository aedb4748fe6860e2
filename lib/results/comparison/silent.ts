import type { ComparisonRecord } from "./record.ts";

/** A lab that had figures and has none any more, and from which round on; null where it never had one. */
export interface Silence {
  readonly lab: string;
  readonly since: number | null;
}

/** Labs without any figure in the newest of their rounds: what they had until then counts, and no more comes. */
export function silencesIn({ summary, turns }: Pick<ComparisonRecord, "summary" | "turns">): Silence[] {
  const figures = summary.flatMap(({ labs, twin }) => [...labs, ...(twin ? [twin] : [])]);
  const names = [...new Set(figures.map(({ lab }) => lab))];
  return names.flatMap((lab) => {
    const own = figures.filter((each) => each.lab === lab).map(({ values }) => values);
    // Where it was interrupted, not every lab had its turn in the newest round.
    const rounds = Math.max(0, ...turns.flatMap((turn) => (turn.lab === lab ? turn.round : [])));
    const last = Math.max(0, ...own.map((values) => values.findLastIndex((value) => value !== null) + 1));
    return rounds === 0 || last === rounds ? [] : { lab, since: last === 0 ? null : last + 1 };
  });
}
