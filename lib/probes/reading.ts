/** One result of a probe, as the terminal's table and the report's both show it. */
export interface ResultLine {
  /** What was measured: `client → server, 8 streams`. */
  readonly what: string;
  /** The figure to remember: `12.9 Gbit/s`. */
  readonly figure: string;
  /** How far to trust it: `12.6–13.3, n = 3`. Empty when the figure says it all. */
  readonly detail: string;
}

/** A command line and what it was run for. */
export interface Command {
  readonly what: string;
  readonly line: readonly string[];
}

/** A file beside run.json, by its relative path. */
export interface RawFile {
  readonly what: string;
  readonly path: string;
}

/** How the results of one kind of probe are read out. Every probe has at least one line. */
export interface Reading<Result> {
  lines(probe: Result): readonly ResultLine[];
  commands(probe: Result): readonly Command[];
  files(probe: Result): readonly RawFile[];
}
