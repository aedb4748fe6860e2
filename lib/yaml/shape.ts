import type { Choice, Choices } from "../model/choice.ts";
import type { Problem } from "../model/errors.ts";
import { unknownName } from "../model/names.ts";
import { shown } from "../model/shown.ts";
import type { Path, YamlDocument } from "./document.ts";
import { problemAt } from "./source.ts";

type Map = Readonly<Record<string, unknown>>;

/** What was chosen of several, and its options. */
export interface Chosen<Made, Options = Map> {
  readonly name: string;
  readonly choice: Choice<Made>;
  readonly options: Options;
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
    const expected =
      known.length === 0 ? `${what} alone: it has no options` : `a map with: ${known.join(", ")}`;
    const entries = Object.entries(this.#map(value, path, expected));
    return Object.fromEntries(
      entries.filter(([name]) => {
        if (known.includes(name)) return true;
        const message = unknownName(`${what} has no option ${shown(name)}`, name, known, "It has");
        this.#refuseKey([...path, name], message);
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
    const named = this.chosen(value, path, what, choices);
    if (!named) return undefined;
    const { name, choice, options } = named;
    return { ...named, options: this.options(options, named.path, name, Object.keys(choice.schema.shape)) };
  }

  /** The same with options as they stand there, whatever they are. */
  chosen<Made>(
    value: unknown,
    path: Path,
    what: string,
    choices: Choices<Made>,
  ): Chosen<Made, unknown> | undefined {
    const known = Object.keys(choices);
    const entries: [unknown, unknown][] = isMap(value) ? Object.entries(value) : [[value, {}]];
    const [[name, options] = [], ...more] = entries;
    const below = isMap(value) && typeof name === "string" ? [...path, name] : path;
    const choice = typeof name === "string" && Object.hasOwn(choices, name) ? choices[name] : undefined;
    if (choice === undefined || typeof name !== "string") {
      const message =
        typeof name === "string" && more.length === 0
          ? unknownName(`There is no ${what} ${shown(name)}`, name, known)
          : `This is ${shown(value)}, which is no ${what}. Use one of: ${known.join(", ")}; or one of them with its options.`;
      if (below === path) this.refuse(path, message);
      else this.#refuseKey(below, message);
      return undefined;
    }
    if (more.length > 0)
      this.#refuseKey(
        [...path, String(more[0]?.[0])],
        besides(name, more, Object.keys(choice.schema.shape), what),
      );
    return { name, choice, options, path: below };
  }

  /** What is made of the choice. */
  made<Made>(value: unknown, path: Path, what: string, choices: Choices<Made>): Made | undefined {
    const chosen = this.choice(value, path, what, choices);
    return chosen?.choice.make(chosen.options);
  }

  #refuseKey(path: Path, message: string): void {
    const { source } = this.document;
    this.problems.push(problemAt(source, this.document.keyPlace(path), message));
  }

  /** An empty value is an empty map: `underlay:` with nothing behind it. */
  #map(value: unknown, path: Path, expected: string): Map {
    if (isMap(value)) return value;
    if (value !== null && value !== undefined) this.refuse(path, `This is ${shown(value)}. Use ${expected}.`);
    return {};
  }
}

/** Why there are more keys beside the one that was chosen: often they are its options, and not indented enough. */
function besides(
  name: string,
  more: readonly [unknown, unknown][],
  options: readonly string[],
  what: string,
): string {
  const names = more.map(([each]) => String(each));
  return names.every((each) => options.includes(each))
    ? `${names.join(", ")}: options of ${name} stand beside it. Indent them further than ${name}.`
    : `There is more than one ${what} here: ${[name, ...names].join(", ")}. Keep one of them.`;
}

export const isMap = (value: unknown): value is Map =>
  typeof value === "object" && value !== null && !Array.isArray(value);
