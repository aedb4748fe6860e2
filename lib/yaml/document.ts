import { Composer, type Document, isScalar, Parser } from "yaml";
import type { Problem } from "../model/errors.ts";
import { beyond } from "./depth.ts";
import { type Fault, problemAt, problemsAt, type Range, type Source } from "./source.ts";
import { syntaxMessage } from "./syntax-errors.ts";
import { deepest, type Located, tooDeep, Walk, YamlFault } from "./walk.ts";

/** Where something is in a document: keys of maps and indices of lists, from the outside to the inside. */
export type Path = readonly PropertyKey[];

/** A YAML document as plain data, and where each part of it is in the text. */
export interface YamlDocument {
  readonly source: Source;
  /** Maps are objects without a prototype's properties, lists arrays; null for an empty document. */
  readonly value: unknown;
  /** What a complaint about a part points at: a value, or the key of a map or list. Of a part that is not there, its nearest parent. */
  place(path: Path): Range;
  /** The key of a part, or what `place` has where it has none. */
  keyPlace(path: Path): Range;
  /** A problem with a part. */
  problem(path: Path, message: string): Problem;
}

export interface ReadYaml {
  /** Those without problems, empty ones left out. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/** Reads the documents of a text by YAML 1.2, merge keys (`<<`) included; whatever the text is, this throws nothing. */
export function readYaml(source: Source): ReadYaml {
  const faults: Fault[] = [];
  const documents: YamlDocument[] = [];
  for (const document of parsed(source)) {
    const found = document instanceof YamlFault ? [document] : syntaxFaults(document);
    faults.push(...found);
    if (found.length > 0 || document instanceof YamlFault || isEmpty(document)) continue;
    try {
      const walk = new Walk(document);
      const root = walk.of(document.contents, 0);
      faults.push(...walk.faults);
      if (walk.faults.length === 0) documents.push(located(source, root));
    } catch (error) {
      if (!(error instanceof YamlFault)) throw error;
      faults.push(error);
    }
  }
  return { documents, problems: problemsAt(source, faults) };
}

const syntaxFaults = ({ errors, warnings }: Document.Parsed): Fault[] =>
  [...errors, ...warnings].map((error) => new YamlFault(error.pos, syntaxMessage(error)));

/** Comments alone are no value. */
const isEmpty = ({ contents }: Document.Parsed): boolean =>
  contents === null || (isScalar(contents) && contents.value === null && contents.source === "");

function parsed(source: Source): readonly (Document.Parsed | YamlFault)[] {
  const tokens = [...new Parser().parse(source.text)];
  // The composer's recursion ends with the stack, and in some places the process with it.
  const deep = beyond(tokens, deepest);
  if (deep !== undefined) return [new YamlFault([deep, deep + 1], tooDeep)];
  return [
    ...new Composer({
      schema: "core",
      merge: true,
      // Compares each key with every other; the walk does it at once.
      uniqueKeys: false,
    }).compose(tokens),
  ];
}

function located(source: Source, root: Located): YamlDocument {
  /** The last part of a path that is there. */
  const find = (path: Path): Located => {
    let found = root;
    for (const name of path) {
      const part = found.parts.get(String(name));
      if (!part) break;
      found = part;
    }
    return found;
  };
  const place = (path: Path): Range => {
    const { value, key, range, parts } = find(path);
    if (typeof value !== "object" || value === null) return range[0] === range[1] && key ? key : range;
    // What a list or the document holds begins with a key.
    return key ?? parts.values().next().value?.key ?? [range[0], range[0] + 1];
  };
  return {
    source,
    value: root.value,
    place,
    keyPlace: (path) => find(path).key ?? place(path),
    problem: (path, message) => problemAt(source, place(path), message),
  };
}
