import type { Construct } from "constructs";

/**
 * `id`, or one like it that nobody can write as a name, where a construct of `scope` has it already. People name theirs, and
 * ours are beside them, but what either is called on the engine or in Terraform never follows from the id.
 * `problems()` tells which names must not be the same.
 */
export function freeId(scope: Construct, id: unknown): string {
  const wanted = typeof id === "string" && id !== "" ? id : "unnamed";
  let free = wanted;
  // Children are kept in an object, which has a "constructor" from the start.
  for (let turn = 2; free in {} || scope.node.tryFindChild(free); turn += 1) free = `${wanted}.${turn}`;
  return free;
}
