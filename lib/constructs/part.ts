import { Construct } from "constructs";
import type { Problem } from "../model/errors.ts";
import { freeId } from "../model/free-id.ts";

/**
 * What a lab is made of and lab files name. It can always be made, whatever the name and the options are, so that
 * `problems()` can tell all that is wrong at once.
 */
export abstract class Part extends Construct {
  /** Unique within the lab. */
  readonly name: string;
  readonly #misuses: Problem[] = [];

  constructor(scope: Construct, name: string) {
    super(scope, freeId(scope, name));
    this.name = name;
  }

  /** What was given that no option can say: only code without a type check does so. @internal */
  get misuses(): readonly Problem[] {
    return this.#misuses;
  }

  /** @internal */
  misused(...messages: readonly string[]): void {
    this.#misuses.push(...messages.map((message) => ({ path: this.node.path, message })));
  }
}
