/** One lab's place in a comparison. */
export interface PlannedTurn<Lab> {
  readonly round: number;
  readonly lab: Lab;
}

/** The order of labs in a round. */
export type Order = <Lab>(labs: readonly Lab[], round: number) => readonly Lab[];

/** A B C, C B A, A B C, …: so drift of the machine's load affects all labs alike, and no lab always follows the same other one. */
export const mirrored: Order = (labs, round) => (round % 2 === 1 ? labs : labs.toReversed());

export const turnsOf = <Lab>(
  labs: readonly Lab[],
  rounds: number,
  order: Order = mirrored,
): PlannedTurn<Lab>[] =>
  Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    order(labs, round).map((lab) => ({ round, lab })),
  );
