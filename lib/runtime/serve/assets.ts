import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { theme } from "../../report/theme.ts";
import { packageDir } from "../project.ts";
import { type Answer, nothing } from "./answer.ts";

/** What pages load: all of it comes from this server, made once from `web/` and the packages that are installed. */
export interface Assets {
  answer(name: string): Answer;
}

/** In the order in which they count. */
const sheets = ["page", "seat", "tables", "hand-out", "media"];

let made: Promise<Assets> | undefined;

export function assets(): Promise<Assets> {
  made ??= makeAssets();
  return made;
}

async function makeAssets(): Promise<Assets> {
  const [scripts, styles] = await Promise.all([bundle(["seat", "trainer"]), stylesheet()]);
  const files = new Map<string, Answer>([...scripts, ["page.css", file("text/css", styles)]]);
  return { answer: (name) => files.get(name) ?? nothing };
}

async function bundle(names: readonly string[]): Promise<[string, Answer][]> {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => join(packageDir, "web", `${name}.ts`)),
    absWorkingDir: packageDir,
    outdir: "/",
    // A package has no configuration of TypeScript beside it.
    tsconfigRaw: {},
    ...{ bundle: true, write: false, minify: true, format: "esm", target: "es2022", logLevel: "silent" },
  });
  return outputFiles.map(({ path, contents }) => [path.slice(1), file("text/javascript", contents)]);
}

async function stylesheet(): Promise<string> {
  const xterm = createRequire(join(packageDir, "package.json")).resolve("@xterm/xterm/css/xterm.css");
  const files = [xterm, ...sheets.map((name) => join(packageDir, "web/styles", `${name}.css`))];
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8")));
  return [theme, ...texts].join("\n");
}

const file = (type: string, body: string | Uint8Array): Answer => ({ status: 200, type, body });
