import type { Problem } from "./errors.ts";
import type { LabSpec } from "./lab-spec.ts";

/** What came of a folder of lab files. */
export interface Synthesis {
  /** The sound labs, resolved. */
  readonly labs: readonly LabSpec[];
  /** The file of each sound lab, by its name. */
  readonly files: Readonly<Record<string, string>>;
  readonly unsound: readonly UnsoundLab[];
  /** Each sound lab as a file in YAML, by its name, where that was asked for. */
  readonly yaml: Readonly<Record<string, string>>;
}

/** A file, or labs of it, that cannot be deployed as they are. */
export interface UnsoundLab {
  readonly file: string;
  /** The labs that are unsound; none where the file did not come to declare any. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}
