import { dirname, relative } from "node:path";
// TypeScript's own package has no API since version 7.
import ts from "typescript-api";
import { apiFile, lib } from "./api-program.ts";
import { type Doc, docOf } from "./tsdoc.ts";

/** What a project can import from "underlay", or a type that it meets there and cannot import. */
export interface Entry extends Doc {
  readonly name: string;
  /** The folder below lib in which it is defined: entries of one folder belong together. */
  readonly folder: string;
  /** As a declaration file has it; null where its options say all. */
  readonly signature: string | null;
  /** What can be given to it, or is in it. Null where that is an entry of its own. */
  readonly options: readonly Option[] | null;
  /** The code below `@example`, without its fence; null where there is none. */
  readonly example: string | null;
  /** The functions that return it. */
  readonly madeBy: readonly string[];
}

export interface Option extends Doc {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

export interface PublicApi {
  /** All of lib/index.ts. */
  readonly entries: readonly Entry[];
  /** The project's own types that these name. */
  readonly types: readonly Entry[];
}

export const publicApi = (program: ts.Program): PublicApi => new Reader(program).read();

class Reader {
  readonly #checker: ts.TypeChecker;
  readonly #exported: readonly (readonly [name: string, symbol: ts.Symbol])[];
  /** Names of the functions that return a type. */
  readonly #makers = new Map<ts.Symbol, string[]>();
  /** Types that were named so far, and have to be explained. */
  readonly #named = new Set<ts.Symbol>();

  constructor(program: ts.Program) {
    this.#checker = program.getTypeChecker();
    const file = program.getSourceFile(apiFile);
    const module = file && this.#checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${apiFile} exports nothing`);
    this.#exported = this.#checker
      .getExportsOfModule(module)
      .map((symbol) => [symbol.name, this.#checker.getAliasedSymbol(symbol)]);
    for (const [name, symbol] of this.#exported) {
      const made = this.#call(symbol)?.getReturnType();
      const type = made && symbolOf(made);
      if (type) this.#makers.set(type, [...(this.#makers.get(type) ?? []), name]);
    }
  }

  read(): PublicApi {
    const entries = this.#exported.map(([name, symbol]) => this.#entry(name, symbol));
    // It grows while it is gone through: types name others.
    const types: Entry[] = [];
    for (const symbol of this.#named) types.push(this.#entry(symbol.name, symbol));
    return { entries, types };
  }

  #entry(name: string, symbol: ts.Symbol): Entry {
    const [declaration] = symbol.declarations ?? [];
    if (!declaration) throw new Error(`${name} is declared nowhere`);
    const madeBy = this.#makers.get(symbol) ?? [];
    return {
      ...docOf(symbol, this.#checker),
      name,
      folder: dirname(relative(lib, declaration.getSourceFile().fileName)),
      example: exampleOf(symbol, this.#checker),
      madeBy,
      ...(madeBy.length > 0 ? opaque : this.#shape(name, symbol, declaration)),
    };
  }

  #shape(name: string, symbol: ts.Symbol, declaration: ts.Declaration): Pick<Entry, "signature" | "options"> {
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    if (ts.isClassDeclaration(declaration)) return { signature: this.#class(symbol, type), options: null };
    if (ts.isTypeAliasDeclaration(declaration))
      return { signature: `type ${name} = ${this.#text(type, { resolved: true })}`, options: null };
    const call = this.#call(symbol);
    if (!call) return { signature: null, options: nullIfNone(this.#options(type)) };
    return { signature: `${name}${this.#signature(call)}`, options: this.#optionsOf(call) };
  }

  #call({ valueDeclaration }: ts.Symbol): ts.Signature | undefined {
    if (!valueDeclaration || ts.isClassDeclaration(valueDeclaration)) return undefined;
    return this.#checker.getTypeAtLocation(valueDeclaration).getCallSignatures()[0];
  }

  /** A class without what is the project's own business. Nobody makes an abstract one, or one that its own lab makes. */
  #class(symbol: ts.Symbol, type: ts.Type): string {
    const made = this.#checker.getTypeOfSymbol(symbol).getConstructSignatures();
    const members = this.#checker.getPropertiesOfType(type).filter(isPublic);
    const lines = [
      ...made
        .filter(({ declaration }) => declaration && !isInternal(declaration))
        .map((each) => `constructor${this.#signature(each)};`),
      ...members.flatMap((member) => this.#member(member)),
    ];
    return `class ${symbol.name} {\n${lines.map((line) => `  ${line}\n`).join("")}}`;
  }

  #member(member: ts.Symbol): string[] {
    const { text } = docOf(member, this.#checker);
    const type = this.#checker.getTypeOfSymbol(member);
    const [call] = type.getCallSignatures();
    const own = call
      ? `${member.name}${this.#signature(call)}`
      : `readonly ${member.name}: ${this.#text(type)}`;
    return [...(text === "" ? [] : [`/** ${text} */`]), `${own};`];
  }

  /** As it is written: `<const N extends number>(count: N, options: HostOptions): Tuple<Host, N>`. */
  #signature(signature: ts.Signature): string {
    const { typeParameters, parameters, type } = signature.getDeclaration();
    const given = parameters.map((parameter) => {
      this.#text(this.#checker.getTypeAtLocation(parameter));
      const name = ts.isIdentifier(parameter.name) ? parameter.name.text : "options";
      const mark = parameter.questionToken || parameter.initializer ? "?" : "";
      return `${name}${mark}: ${parameter.type?.getText() ?? "unknown"}`;
    });
    const generic = typeParameters ? `<${typeParameters.map((each) => each.getText()).join(", ")}>` : "";
    return `${generic}(${given.join(", ")})${type ? `: ${type.getText()}` : ""}`;
  }

  /** Those of a function's first parameter. */
  #optionsOf(call: ts.Signature): readonly Option[] | null {
    const [parameter] = call.getParameters();
    if (!parameter) return null;
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(parameter));
    const symbol = symbolOf(type);
    if (this.#exported.some(([, own]) => own === symbol)) return null;
    if (symbol) this.#named.delete(symbol);
    return this.#options(type);
  }

  /** Of a choice between several objects each option once, with all of its types. */
  #options(type: ts.Type): readonly Option[] {
    const choices = type.isUnion() ? type.types : [type];
    const symbols = choices.flatMap((choice) => this.#checker.getPropertiesOfType(choice)).filter(isPublic);
    return [...new Set(symbols.map(({ name }) => name))].map((name) => {
      const same = symbols.filter((symbol) => symbol.name === name);
      const types = same
        .map((symbol) => this.#text(this.#checker.getTypeOfSymbol(symbol)).replace(/ \| undefined$/, ""))
        .filter((text) => text !== "undefined");
      const docs = same.map((symbol) => docOf(symbol, this.#checker));
      return {
        ...(docs.find(({ text }) => text !== "") ?? (docs[0] as Doc)),
        name,
        type: [...new Set(types)].join(" | "),
        isRequired:
          same.length === choices.length && same.every(({ flags }) => !(flags & ts.SymbolFlags.Optional)),
      };
    });
  }

  /** A type by its name, or `resolved`: as all names are that say nothing outside of the project. */
  #text(type: ts.Type, { resolved = false } = {}): string {
    const { NoTruncation, UseAliasDefinedOutsideCurrentScope, InTypeAlias } = ts.TypeFormatFlags;
    const { aliasSymbol } = type;
    const inside = resolved || (aliasSymbol && !isOwn(aliasSymbol)) || isLiterals(type);
    this.#name(type, { inside: inside === true });
    return this.#checker.typeToString(
      type,
      undefined,
      NoTruncation | UseAliasDefinedOutsideCurrentScope | (inside ? InTypeAlias : 0),
    );
  }

  #name(type: ts.Type, { inside = false } = {}): void {
    const symbol = symbolOf(type);
    const own = symbol && isOwn(symbol) && (symbol.flags & named) !== 0;
    if (own && !inside) {
      if (this.#exported.every(([, exported]) => exported !== symbol)) this.#named.add(symbol);
      return;
    }
    const parts = type.isUnion() ? type.types : this.#checker.getTypeArguments(type as ts.TypeReference);
    for (const part of parts) this.#name(part);
  }
}

/** Of a value that an entry makes and another takes, nobody has to know what is in it. */
const opaque = { signature: null, options: null };

const nullIfNone = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

const named = ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class;

const symbolOf = (type: ts.Type): ts.Symbol | undefined => type.aliasSymbol ?? type.getSymbol();

const isOwn = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some((declaration) => declaration.getSourceFile().fileName.startsWith(`${lib}/`));

/** `@internal`, as TSDoc has it: what parts of the project ask of each other. */
const isInternal = (node: ts.Node): boolean =>
  ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");

const isPublic = (symbol: ts.Symbol): boolean =>
  isOwn(symbol) && !symbol.name.startsWith("#") && !(symbol.declarations ?? []).some(isInternal);

const isLiterals = (type: ts.Type): boolean => type.isUnion() && type.types.every((each) => each.isLiteral());

function exampleOf(symbol: ts.Symbol, checker: ts.TypeChecker): string | null {
  const tag = symbol.getJsDocTags(checker).find(({ name }) => name === "example");
  return /^```ts\n([\s\S]*)\n```$/.exec(ts.displayPartsToString(tag?.text).trim())?.[1] ?? null;
}
