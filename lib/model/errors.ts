/** What is wrong with a lab, where, and the fix. The texts are part of the interface and are tested whole. */
export interface Problem {
  /** Construct path, e.g. `lab-vxlan/host2`. */
  readonly path: string;
  readonly message: string;
}

/** Problems that stop what was asked; the message lists them all. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `[${path}] ${message}`).join("\n"));
    this.problems = problems;
  }
}

/** What an error says, or whatever else was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
