import type { Labels } from "./resources.ts";

/**
 * Calico's selectors, e.g. `has(route-reflector) && rack in {"a", "b"}` (Calico's reference, "Selectors").
 * `!` binds closest, then `&&`, then `||`. A label that is missing equals nothing and is in no set, so
 * `x != "y"` and `x not in {…}` hold without it.
 */
export type Selector = (labels: Labels) => boolean;

/** A selector's text that is none. */
export class SelectorError extends Error {
  override readonly name = "SelectorError";
}

/** Throws a SelectorError that says what was expected, and where. */
export function parseSelector(text: string): Selector {
  const parser = new Parser(text);
  const selector = parser.any();
  parser.end();
  return selector;
}

export function isSelector(text: string): boolean {
  try {
    parseSelector(text);
    return true;
  } catch (error) {
    if (error instanceof SelectorError) return false;
    throw error;
  }
}

interface Token {
  readonly text: string;
  readonly kind: "name" | "string" | "sign";
  /** Counted from 1, as editors do. */
  readonly column: number;
}

const tokenPattern =
  /\s*(?:(?<name>[A-Za-z0-9_./-]+)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<sign>==|!=|&&|\|\||[!(){},]))/y;

/** Tokens as far as there are any; what follows them is the last one. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  for (let end = 0; ; end = pattern.lastIndex) {
    const found = pattern.exec(text);
    const rest = text.slice(end);
    if (!found?.groups) {
      const unknown = rest.trim();
      if (unknown)
        tokens.push({ text: unknown, kind: "sign", column: end + rest.indexOf(unknown.charAt(0)) + 1 });
      return tokens;
    }
    const { name, double, single, sign } = found.groups;
    const column = end + rest.search(/\S/) + 1;
    if (name !== undefined) tokens.push({ text: name, kind: "name", column });
    else if (sign !== undefined) tokens.push({ text: sign, kind: "sign", column });
    else tokens.push({ text: double ?? single ?? "", kind: "string", column });
  }
}

/** Operators that look into a label's value. */
const substrings: readonly (readonly [readonly string[], (label: string, value: string) => boolean])[] = [
  [["contains"], (label, value) => label.includes(value)],
  [["starts", "with"], (label, value) => label.startsWith(value)],
  [["ends", "with"], (label, value) => label.endsWith(value)],
];

/** Recursive descent: one method for each level of binding. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  any(): Selector {
    const choices = [this.#all()];
    while (this.#take("||")) choices.push(this.#all());
    return (labels) => choices.some((choice) => choice(labels));
  }

  end(): void {
    if (this.#tokens[this.#next]) this.#fail("&&, || or the end");
  }

  #all(): Selector {
    const parts = [this.#one()];
    while (this.#take("&&")) parts.push(this.#one());
    return (labels) => parts.every((part) => part(labels));
  }

  #one(): Selector {
    if (this.#take("!")) {
      const negated = this.#one();
      return (labels) => !negated(labels);
    }
    if (this.#take("(")) {
      const inner = this.any();
      this.#expect(")");
      return inner;
    }
    const name = this.#word("name", "a label, a function, ! or (");
    if (name === "all" && this.#take("(")) {
      this.#expect(")");
      return () => true;
    }
    if (name === "has" && this.#take("(")) {
      const label = this.#word("name", "a label");
      this.#expect(")");
      return (labels) => labels[label] !== undefined;
    }
    return this.#comparison(name);
  }

  #comparison(label: string): Selector {
    const equal = this.#take("==");
    if (equal || this.#take("!=")) {
      const value = this.#word("string", "a value in quotes");
      return (labels) => (labels[label] === value) === equal;
    }
    for (const [words, holds] of substrings)
      if (this.#take(...words)) {
        const value = this.#word("string", "a value in quotes");
        return (labels) => labels[label] !== undefined && holds(labels[label], value);
      }
    const negated = this.#take("not");
    if (!this.#take("in"))
      this.#fail(negated ? "in" : "==, !=, in, not in, contains, starts with or ends with");
    const values = this.#set();
    return (labels) => values.some((value) => labels[label] === value) !== negated;
  }

  #set(): string[] {
    this.#expect("{");
    const values: string[] = [];
    if (this.#take("}")) return values;
    do values.push(this.#word("string", "a value in quotes"));
    while (this.#take(","));
    this.#expect("}");
    return values;
  }

  #take(...words: string[]): boolean {
    const found = this.#tokens.slice(this.#next, this.#next + words.length);
    const taken = words.every((word, index) => found[index]?.text === word && found[index].kind !== "string");
    if (taken) this.#next += words.length;
    return taken;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(text);
  }

  #word(kind: Token["kind"], what: string): string {
    const token = this.#tokens[this.#next];
    if (token?.kind !== kind) return this.#fail(what);
    this.#next += 1;
    return token.text;
  }

  #fail(expected: string): never {
    const token = this.#tokens[this.#next];
    throw new SelectorError(
      `expected ${expected} ${token ? `instead of ${JSON.stringify(token.text)} in column ${token.column}` : "at the end"}`,
    );
  }
}
