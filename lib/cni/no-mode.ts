import type { CniMode } from "../model/mode.ts";
import { shown } from "../model/shown.ts";
import { vethPairs } from "./veth-pairs.ts";

/** Stands where a lab file gave something else than a mode: all that it does is to say so, among the lab's other problems. */
export const noMode = (option: string, given: unknown, example: string): CniMode => ({
  ...vethPairs(),
  singleHost: false,
  complaints: () => [
    `Option ${option} is ${shown(given)}, which is none. Give what a ${option} returns, e.g. { ${option}: ${example} }.`,
  ],
});
