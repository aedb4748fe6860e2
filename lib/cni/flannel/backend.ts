import type { KernelFeature } from "../../model/requirements.ts";
import type { Wires } from "../../model/wire.ts";

/** What tells one flannel backend from another. Adding a backend is one file in backends/ with such a value. */
export interface FlannelBackend {
  /** Unique: the mode is called `flannel-NAME`. */
  readonly name: string;
  /** flannel's own name of the backend: `Type` in net-conf.json. */
  readonly type: string;
  readonly summary: string;
  readonly requirements: readonly KernelFeature[];
  /** True when flannel routes straight to the peer's address, which must then be a neighbour. */
  readonly needsL2: boolean;
  /** Bytes added to each packet. */
  readonly overhead: number;
  readonly wire: Wires;
  /** What is wrong with the options that it was made from; empty when nothing is. */
  readonly complaints: readonly string[];
  /** The options that it was made from. */
  readonly given: object;
  /** The `Backend` object of net-conf.json, without `Type`. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}
