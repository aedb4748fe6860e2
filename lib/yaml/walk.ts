import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import { shown } from "../model/shown.ts";
import type { Fault, Range } from "./source.ts";

/** More than a person would nest, and less than the stack holds. */
export const deepest = 64;
/** Values of a document, those counted again that an alias repeats. */
const mostValues = 100_000;

export const tooDeep = `This is nested more than ${deepest} deep. Use fewer levels.`;

/** What ends a walk: there is too much of the document. */
export class YamlFault extends Error implements Fault {
  readonly range: Range;
  constructor(range: Range, message: string) {
    super(message);
    this.range = range;
  }
}

/** A value and those inside of it, with their places. */
export interface Located {
  readonly value: unknown;
  readonly range: Range;
  readonly key?: Range;
  readonly parts: ReadonlyMap<string, Located>;
}

/**
 * Makes plain data of a document's nodes, and notes what is wrong with them. An alias is a copy, so the number of values is
 * limited, and so is the depth: beyond, a YamlFault is thrown.
 */
export class Walk {
  /** By place, because an alias is walked anew. */
  readonly #faults = new Map<number, Fault>();
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

  get faults(): Fault[] {
    return [...this.#faults.values()];
  }

  of(node: Node | null, depth: number): Located {
    const range = rangeOf(node);
    this.#count(range, depth);
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

  #count(range: Range, depth: number): void {
    this.#values += 1;
    if (depth > deepest) throw new YamlFault(range, tooDeep);
    if (this.#values > mostValues)
      throw new YamlFault(
        range,
        `The document has more than ${mostValues} values, aliases counted. Use fewer.`,
      );
  }

  #target(alias: Alias): Node | null {
    const target = this.#targets.get(alias) ?? null;
    if (target === null)
      this.#note(
        alias,
        `There is no anchor &${alias.source} before this alias. Define it, or correct the name.`,
      );
    return target;
  }

  /** Of one place the first: what else is wrong there follows from it. */
  #note(node: Node | null, message: string): void {
    const range = rangeOf(node);
    if (!this.#faults.has(range[0])) this.#faults.set(range[0], { range, message });
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
      if (name === undefined) this.#note(key, "This key is no text. Use a name.");
      else if (own.has(name)) this.#note(key, `The key ${shown(name)} is here twice. Keep one of the two.`);
      else own.set(name, { ...this.of(value, depth + 1), key: range });
    }
    for (const [name, part] of merged) if (!own.has(name)) own.set(name, part);
    return own;
  }

  #name(key: Node | null): string | undefined {
    const node = isAlias(key) ? this.#target(key) : key;
    return isScalar(node) && node.value !== null ? (node.source ?? String(node.value)) : undefined;
  }

  #merged(value: Node | null, depth: number): ReadonlyMap<string, Located> {
    const target = isAlias(value) ? this.#target(value) : value;
    if (isMap(target)) return this.of(target, depth + 1).parts;
    this.#count(rangeOf(value), depth);
    const all = new Map<string, Located>();
    if (!isSeq(target))
      this.#note(value, "Only maps can be merged. Use an alias of a map, or a list of such.");
    for (const item of isSeq(target) ? target.items : [])
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
