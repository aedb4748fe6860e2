import type { Choice, Choices } from "../model/choice.ts";
import type { Problem } from "../model/errors.ts";
import { unknownName } from "../model/names.ts";
import { shown } from "../model/shown.ts";
import type { Path, YamlDocument } from "../yaml/document.ts";
import { problemAt } from "../yaml/source.ts";

type Map = Readonly<Record<string, unknown>>;

/** What was chosen of several, and its options. */
export interface Chosen<Made> {
  readonly name: string;
  readonly choice: Choice<Made>;
  readonly options: Map;
  /** Where the options are. */
  readonly path: Path;
}

/** Takes a document apart, and notes what has not the shape that is read there; whatever else it holds is left to the model. */
export class Shape {
  readonly problems: Problem[] = [];
  readonly document: YamlDocument;

  constructor(document: YamlDocument) {
    this.document = document;
  }

  /** A complaint about a value. */
  refuse(path: Path, message: string): void {
    this.problems.push(this.document.problem(path, message));
  }

  /** The entries of a map with names of one's own; none where there is nothing. `what` completes "hosts are …". */
  named(value: unknown, path: Path, what: string): [name: string, value: unknown][] {
    return Object.entries(this.#map(value, path, `a map of ${what}`));
  }

  /** A map without the keys that are not known. `what` completes "… has no option x". */
  options(value: unknown, path: Path, what: string, known: readonly string[]): Map {
    const entries = Object.entries(this.#map(value, path, `a map with: ${known.join(", ")}`));
    return Object.fromEntries(
      entries.filter(([name]) => {
        if (known.includes(name)) return true;
        const message = unknownName(`${what} has no option ${shown(name)}`, name, known, "It has");
        const { source } = this.document;
        this.problems.push(problemAt(source, this.document.keyPlace([...path, name]), message));
        return false;
      }),
    );
  }

  /** A list; a single value is a list of one, nothing is none. */
  list(value: unknown): readonly unknown[] {
    return value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
  }

  /** `name`, or `{ name: options }`. */
  choice<Made>(value: unknown, path: Path, what: string, choices: Choices<Made>): Chosen<Made> | undefined {
    const known = Object.keys(choices);
    const entries = isMap(value) ? Object.entries(value) : [[value, {}] as const];
    const [[name, options] = [], ...more] = entries;
    const choice = typeof name === "string" && Object.hasOwn(choices, name) ? choices[name] : undefined;
    if (choice === undefined || typeof name !== "string") {
      const message =
        typeof name === "string" && more.length === 0
          ? unknownName(`There is no ${what} ${shown(name)}`, name, known)
          : `This is ${shown(value)}, which is no ${what}. Use one of: ${known.join(", ")}; or one of them with its options.`;
      this.refuse(path, message);
      return undefined;
    }
    if (more.length > 0) {
      const names = entries.map(([each]) => each).join(", ");
      this.refuse(
        [...path, String(more[0]?.[0])],
        `There is more than one ${what} here: ${names}. Keep one of them.`,
      );
    }
    const below = isMap(value) ? [...path, name] : path;
    const given = this.options(options, below, name, Object.keys(choice.schema.shape));
    return { name, choice, options: given, path: below };
  }

  /** An empty value is an empty map: `underlay:` with nothing behind it. */
  #map(value: unknown, path: Path, expected: string): Map {
    if (isMap(value)) return value;
    if (value !== null && value !== undefined) this.refuse(path, `This is ${shown(value)}. Use ${expected}.`);
    return {};
  }
}

export const isMap = (value: unknown): value is Map =>
  typeof value === "object" && value !== null && !Array.isArray(value);
