import { LabError } from "../../model/errors.ts";
import type { HostKind } from "../../model/host-kinds.ts";
import { type Matrix, matrixOf } from "../../results/comparison/matrix.ts";
import { synthesise } from "../labs/synthesis.ts";
import { Refusal, say } from "../terminal.ts";

/** The project's labs that modes of a family are compared by; says which are left out, and why. Refuses where there are not two. */
export async function matrixLabs(family: string, hostKind: HostKind | undefined): Promise<readonly string[]> {
  const { labs } = await synthesise({ hostKind });
  const { labs: chosen, leftOut } = chosenOf(family, labs);
  say(`Compared are ${chosen.join(", ")}.`);
  for (const { lab, reason } of leftOut) say(`Left out is ${lab}: ${reason}.`);
  return chosen;
}

function chosenOf(...asked: Parameters<typeof matrixOf>): Matrix {
  try {
    return matrixOf(...asked);
  } catch (error) {
    throw error instanceof LabError ? new Refusal(error.message) : error;
  }
}
