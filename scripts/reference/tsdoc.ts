import { dirname, resolve } from "node:path";
// TypeScript's own package has no API since version 7.
import ts from "typescript-api";

/** What TSDoc says of something: in a few sentences, and what it is where it is not given. */
export interface Doc {
  readonly text: string;
  readonly usual: string | undefined;
}

/** Of an object with options: what it is for, and of each option. */
export interface OptionDocs {
  readonly doc: Doc;
  readonly options: Readonly<Record<string, Doc>>;
}

/** Reads the TSDoc of the project's own files; packages are left alone. */
export class TsDoc {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  constructor(files: readonly string[]) {
    const options: ts.CompilerOptions = { noLib: true, types: [], allowImportingTsExtensions: true };
    const host = ts.createCompilerHost(options);
    host.resolveModuleNameLiterals = (names, from) =>
      names.map(({ text }) => ({
        resolvedModule: text.startsWith(".")
          ? { resolvedFileName: resolve(dirname(from), text), extension: ts.Extension.Ts }
          : undefined,
      }));
    this.#program = ts.createProgram([...files], options, host);
    this.#checker = this.#program.getTypeChecker();
  }

  /** Of the one interface, class, or function with an object of options, that has a name in some of the files. */
  of(files: readonly string[], name: string): OptionDocs {
    for (const node of files.flatMap((file) => this.#program.getSourceFile(file)?.statements ?? [])) {
      if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.text === name)
        return this.#docs(node.name, ts.isInterfaceDeclaration(node) ? node : undefined);
      if (ts.isFunctionDeclaration(node) && node.name?.text === name)
        return this.#docs(node.name, node.parameters[0]);
      if (!ts.isVariableStatement(node)) continue;
      for (const { name: own, initializer } of node.declarationList.declarations)
        if (own.getText() === name && initializer && ts.isArrowFunction(initializer))
          return this.#docs(own, initializer.parameters[0]);
    }
    throw new Error(`no file of ${files.join(", ")} has ${name}`);
  }

  #docs(name: ts.Node, options: ts.Node | undefined): OptionDocs {
    const symbol = this.#checker.getSymbolAtLocation(name);
    return {
      doc: symbol ? docOf(symbol, this.#checker) : { text: "", usual: undefined },
      options: options ? this.#options(this.#checker.getTypeAtLocation(options)) : {},
    };
  }

  #options(type: ts.Type): Record<string, Doc> {
    const types = type.isUnion() ? type.types : [type];
    const symbols = types.flatMap((each) => this.#checker.getPropertiesOfType(each));
    return Object.fromEntries(
      symbols
        .map((symbol) => [symbol.name, docOf(symbol, this.#checker)] as const)
        // Of a union's members the last that says something.
        .filter(
          ([name, { text }], _, all) =>
            text !== "" || all.every(([other, doc]) => other !== name || doc.text === ""),
        ),
    );
  }
}

/** Of one symbol. */
export function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): Doc {
  const usual = symbol.getJsDocTags(checker).find(({ name }) => name === "default")?.text;
  return {
    text: oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
    usual: usual && oneLine(ts.displayPartsToString(usual)),
  };
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();
