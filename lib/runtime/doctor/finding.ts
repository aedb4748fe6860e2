import { LabError, messageOf } from "../../model/errors.ts";

/** What was found of a part of the machine or of a lab. */
export interface Finding {
  /** What it is about: `engine`, `lab-vxlan/host2`. */
  readonly about: string;
  /**
   * `fault`: what keeps labs from working. `warning`: what may. `note`: what is so on purpose, or is needed by some labs only. `ok`: as it
   * is to be.
   */
  readonly state: "fault" | "warning" | "note" | "ok";
  /** What is so, and what mends it. */
  readonly text: string;
}

const finding =
  (state: Finding["state"]) =>
  (about: string, text: string): Finding => ({ about, state, text });
export const [fault, warning, note, ok] = [
  finding("fault"),
  finding("warning"),
  finding("note"),
  finding("ok"),
];

/** What an examination found; one that cannot be made is a fault, so that the others are made. */
export const examined = (
  about: string,
  exam: () => Promise<Finding | readonly Finding[]>,
): Promise<Finding[]> =>
  exam()
    .then((found) => [found].flat())
    .catch((error) => faultsOf(about, error));

/** The problems that an error has, each as a fault. */
const faultsOf = (about: string, error: unknown): Finding[] =>
  error instanceof LabError
    ? error.problems.map(({ path, message }) => fault(path, message))
    : [fault(about, messageOf(error))];
