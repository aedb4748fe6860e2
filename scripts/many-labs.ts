import { type Command, Option } from "commander";
import { instances } from "../lib/model/address-plan.ts";
import { messageOf } from "../lib/model/errors.ts";
import { inPool, type PoolOptions } from "../lib/runtime/pool.ts";
import { Refusal, say } from "../lib/runtime/terminal.ts";
import { whole } from "./whole.ts";

/** What verbs that take several labs have in common. */
export interface Many {
  readonly all?: boolean;
  readonly instance?: number;
  readonly parallel: number;
}

/** `--instance N`: a numbered copy of labs whose files name no instance. */
export const instanceOption = (): Option =>
  new Option("--instance <number>", "a numbered copy: lab-vxlan-3 beside lab-vxlan").argParser(
    whole(1, instances - 1),
  );

/** `--parallel N`, the same for every verb that has it. */
export const manyOptions = (command: Command): Command =>
  command.option("--parallel <number>", "how many labs at a time", whole(1, 64), 8);

/** Throws unless labs are named, or all are meant: names beside --all may mean that these alone were. */
export function requireLabs(names: readonly string[], all = false): void {
  if (all && names.length > 0) throw new Refusal("--all is for all labs: name no lab beside it.");
  if (!all && names.length === 0) throw new Refusal("name a lab, or say --all");
}

export interface ParallelOptions extends PoolOptions {
  /** What is done to labs, for people: `deployed`. */
  readonly done: string;
}

/**
 * Does something for each lab, so many at a time. One that fails keeps no other from being done; when there were several, a
 * failure is told when it happens, and the error at the end names all that failed and all that were not begun.
 */
export async function inParallel<T extends string | { readonly name: string }>(
  labs: readonly T[],
  { done, ...options }: ParallelOptions,
  work: (lab: T) => Promise<void>,
): Promise<void> {
  const nameOf = (lab: T) => (typeof lab === "string" ? lab : lab.name);
  const failed: string[] = [];
  const waiting = await inPool(labs, options, async (lab) => {
    try {
      await work(lab);
    } catch (error) {
      if (labs.length === 1) throw error;
      failed.push(nameOf(lab));
      say(`error: ${nameOf(lab)}: ${messageOf(error)}`);
    }
  });
  const complaints = [
    ...(failed.length > 0 ? [`${failed.length} of ${labs.length} labs failed: ${failed.join(", ")}`] : []),
    ...(waiting.length > 0 ? [`interrupted; not ${done}: ${waiting.map(nameOf).join(", ")}`] : []),
  ];
  if (complaints.length > 0) throw new Error(complaints.join("; "));
}
