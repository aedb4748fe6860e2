/** One lab's place in a comparison. */
export interface PlannedTurn<Lab> {
  readonly round: number;
  readonly lab: Lab;
}

/** The order of labs in a round. */
export type Order = <Lab>(labs: readonly Lab[], round: number) => readonly Lab[];

/**
 * A B C, C B A, B C A, A C B, C A B, B A C, …: so drift of the machine's load affects all labs alike, and each is as often first, and as
 * often behind each other one.
 */
export const rotating: Order = (labs, round) => {
  const by = Math.floor((round - 1) / 2) % Math.max(1, labs.length);
  const rotated = [...labs.slice(by), ...labs.slice(0, by)];
  return round % 2 === 1 ? rotated : rotated.toReversed();
};

export const turnsOf = <Lab>(
  labs: readonly Lab[],
  rounds: number,
  order: Order = rotating,
): PlannedTurn<Lab>[] =>
  Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    order(labs, round).map((lab) => ({ round, lab })),
  );
