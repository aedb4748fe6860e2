import { Construct } from "constructs";
import type { ProbeDeclaration } from "../model/declaration.ts";
import { freeId } from "../model/free-id.ts";
import type { ProbeSpec } from "../model/lab-spec.ts";
import { declareProbe } from "../probes/problems.ts";

/** A job with a measured result. All jobs of a lab run together, in order: one run. */
export class ProbeJob extends Construct {
  readonly #spec: ProbeSpec;

  /** @internal */
  constructor(lab: Construct, spec: ProbeSpec) {
    super(lab, freeId(lab, `probe-${spec.name}`));
    this.#spec = spec;
  }

  /** @internal */
  declare(): ProbeDeclaration {
    return declareProbe(this.node.path, this.#spec);
  }
}
