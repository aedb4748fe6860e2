/** One lab's place in a comparison. */
export interface PlannedTurn<Lab> {
  readonly round: number;
  readonly lab: Lab;
}

/** A B C, C B A, A B C, …: so drift of the machine's load affects all labs alike, and no lab always follows the same other one. */
export const turnsOf = <Lab>(labs: readonly Lab[], rounds: number): PlannedTurn<Lab>[] =>
  Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    (round % 2 === 1 ? labs : labs.toReversed()).map((lab) => ({ round, lab })),
  );
