import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Parser,
  visit,
} from "yaml";
import type { Problem } from "../model/errors.ts";
import { shown } from "../model/shown.ts";
import { beyond } from "./depth.ts";
import { problemAt, type Range, type Source } from "./source.ts";
import { syntaxMessage } from "./syntax-errors.ts";

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

/** More than a person would nest, and less than the stack holds. */
const deepest = 64;
/** Values of a document, those counted again that an alias repeats. */
const mostValues = 100_000;
/** Problems that are told of one file's syntax: one that is no YAML at all has thousands. */
const mostProblems = 20;

/** Reads the documents of a text by YAML 1.2, merge keys (`<<`) included; whatever the text is, this throws nothing. */
export function readYaml(source: Source): ReadYaml {
  const faults: Fault[] = [];
  const documents: YamlDocument[] = [];
  for (const document of parsed(source)) {
    const found = document instanceof Fault ? [document] : syntaxFaults(document);
    faults.push(...found);
    if (found.length > 0 || document instanceof Fault || isEmpty(document)) continue;
    try {
      documents.push(located(source, new Walk(document).of(document.contents, 0)));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  }
  const problems = faults
    .slice(0, mostProblems)
    .map(({ range, message }) => problemAt(source, range, message));
  const more = faults.length - problems.length;
  if (more > 0)
    problems.push({ path: source.file, message: `There are ${more} more problems of this kind.` });
  return { documents, problems };
}

const syntaxFaults = ({ errors, warnings }: Document.Parsed): Fault[] =>
  [...errors, ...warnings].map((error) => new Fault(error.pos, syntaxMessage(error)));

/** Comments alone are no value. */
const isEmpty = ({ contents }: Document.Parsed): boolean =>
  contents === null || (isScalar(contents) && contents.value === null && contents.source === "");

/** Why a document has no value. */
class Fault extends Error {
  readonly range: Range;
  constructor(range: Range, message: string) {
    super(message);
    this.range = range;
  }
}

function parsed(source: Source): readonly (Document.Parsed | Fault)[] {
  const tokens = [...new Parser().parse(source.text)];
  // The composer's recursion ends with the stack, and in some places the process with it.
  const deep = beyond(tokens, deepest);
  if (deep !== undefined) return [new Fault([deep, deep + 1], tooDeep)];
  return [
    ...new Composer({
      schema: "core",
      merge: true,
      // Compares each key with every other; the walk does it at once.
      uniqueKeys: false,
    }).compose(tokens),
  ];
}

const tooDeep = `This is nested more than ${deepest} deep. Use fewer levels.`;

/** A value and those inside of it, with their places. */
interface Located {
  readonly value: unknown;
  readonly range: Range;
  readonly key?: Range;
  readonly parts: ReadonlyMap<string, Located>;
}

/** Makes plain data of a document's nodes. An alias is a copy, so the number of values is limited, and so is the depth. */
class Walk {
  readonly #targets = new Map<Alias, Node>();
  #values = 0;

  constructor(document: Document.Parsed) {
    const anchors = new Map<string, Node>();
    visit(document, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target) this.#targets.set(alias, target);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  of(node: Node | null, depth: number): Located {
    const range = rangeOf(node);
    this.#values += 1;
    if (depth > deepest) throw new Fault(range, tooDeep);
    if (this.#values > mostValues)
      throw new Fault(range, `The document has more than ${mostValues} values, aliases counted. Use fewer.`);
    if (isAlias(node)) return { ...this.of(this.#target(node), depth + 1), range };
    if (isMap(node)) {
      const parts = this.#entries(node.items as Pair[], depth);
      const value = Object.fromEntries([...parts].map(([name, part]) => [name, part.value]));
      return { value, range, parts };
    }
    if (isSeq(node)) {
      const parts = new Map(
        node.items.map((item, index) => [String(index), this.of(item as Node | null, depth + 1)]),
      );
      return { value: [...parts.values()].map(({ value }) => value), range, parts };
    }
    return { value: isScalar(node) ? node.value : null, range, parts: new Map() };
  }

  #target(alias: Alias): Node {
    const target = this.#targets.get(alias);
    if (target) return target;
    throw new Fault(
      rangeOf(alias),
      `There is no anchor &${alias.source} before this alias. Define it, or correct the name.`,
    );
  }

  /** The map's own keys win over those that are merged in, and of these the first. */
  #entries(pairs: readonly Pair[], depth: number): Map<string, Located> {
    const own = new Map<string, Located>();
    const merged = new Map<string, Located>();
    for (const { key, value } of pairs) {
      const range = rangeOf(key);
      if (isScalar(key) && (key.value === "<<" || typeof key.value === "symbol") && key.type === "PLAIN") {
        for (const [name, part] of this.#merged(value, depth)) if (!merged.has(name)) merged.set(name, part);
        continue;
      }
      const name = this.#name(key);
      if (own.has(name)) throw new Fault(range, `The key ${shown(name)} is here twice. Keep one of the two.`);
      own.set(name, { ...this.of(value, depth + 1), key: range });
    }
    for (const [name, part] of merged) if (!own.has(name)) own.set(name, part);
    return own;
  }

  #name(key: Node | null): string {
    const node = isAlias(key) ? this.#target(key) : key;
    if (!isScalar(node) || node.value === null)
      throw new Fault(rangeOf(key), "This key is no text. Use a name.");
    return node.source ?? String(node.value);
  }

  #merged(value: Node | null, depth: number): ReadonlyMap<string, Located> {
    const target = isAlias(value) ? this.#target(value) : value;
    if (isMap(target)) return this.of(target, depth + 1).parts;
    if (!isSeq(target) || depth > deepest)
      throw new Fault(rangeOf(value), "Only maps can be merged. Use an alias of a map, or a list of such.");
    const all = new Map<string, Located>();
    for (const item of target.items)
      for (const [name, part] of this.#merged(item as Node | null, depth + 1))
        if (!all.has(name)) all.set(name, part);
    return all;
  }
}

interface Pair {
  readonly key: Node | null;
  readonly value: Node | null;
}

const rangeOf = (node: Node | null): Range => {
  const [start, end] = node?.range ?? [0, 0];
  return [start, end];
};

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
