import { join } from "node:path";
// TypeScript's own package has no API since version 7.
import ts from "typescript-api";
import { projectDir } from "../../lib/runtime/project.ts";

export const lib = join(projectDir, "lib");
export const apiFile = join(lib, "index.ts");

/**
 * Compiles as the project does. `files` (text by path) are there without being written: they can import all of
 * "underlay", used or not. What `before` has parsed is taken from there.
 */
export function apiProgram(files: Readonly<Record<string, string>> = {}, before?: ts.Program): ts.Program {
  const { config } = ts.readConfigFile(join(projectDir, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [apiFile] },
    ts.sys,
    projectDir,
  );
  const own = {
    ...options,
    noUnusedLocals: false,
    verbatimModuleSyntax: false,
    paths: { underlay: [apiFile] },
  };
  const host = ts.createCompilerHost(own);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => files[path] ?? readFile(path);
  host.getSourceFile = (path, ...more) => before?.getSourceFile(path) ?? getSourceFile(path, ...more);
  host.fileExists = (path) => path in files || fileExists(path);
  return ts.createProgram([apiFile, ...Object.keys(files)], own, host);
}
