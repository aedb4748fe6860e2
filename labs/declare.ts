import { setImmediate } from "node:timers/promises";
import type { App } from "cdktf";
import { Lab } from "../lib/constructs/lab.ts";
import { LabError, messageOf, type Problem } from "../lib/model/errors.ts";
import { inLabFolder } from "../lib/model/lab-folder.ts";

/** A file `lab-*.ts`: its default export adds labs to the app. */
export interface LabFile {
  readonly file: string;
  /** The file's folder, in which it names other files. */
  readonly folder: string;
  /** Why it cannot be compiled. */
  readonly broken: string | undefined;
  load(): Promise<{ readonly default?: unknown }>;
}

/** What a file added to the app, and all that is wrong with the file or with one of its labs. */
export interface Declared {
  readonly file: string;
  readonly labs: readonly Lab[];
  readonly problems: readonly Problem[];
}

export interface DeclareOptions {
  /** Seconds that a file may take. @default 10 */
  readonly limit?: number;
  /** Told of each file before its code runs: it may be the last that is heard of this process. */
  readonly begin?: (file: string) => void;
}

/**
 * Lets each file add its labs to the app, one after the other. Whatever a file's code does, the other files are read: it may
 * throw, at once or later, end the program, or wait for what never comes.
 */
export async function declareLabs(
  app: App,
  files: readonly LabFile[],
  { limit = 10, begin = () => undefined }: DeclareOptions = {},
): Promise<Declared[]> {
  const { exit } = process;
  const others = process.listeners("uncaughtException");
  let accuse: (error: unknown) => void = () => undefined;
  const heard = (error: unknown) => accuse(error);
  // Nothing is left to do, and the file's code has not ended.
  const idle = () => accuse(new Error("The file waits for something that never comes."));
  process.exit = (code) => {
    throw new Error(`The file ends the program: process.exit(${code ?? ""}). Let it throw an error instead.`);
  };
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", heard).on("unhandledRejection", heard).on("beforeExit", idle);
  try {
    const declared: Declared[] = [];
    for (const file of files) {
      begin(file.file);
      const accused = new Promise<never>((_, reject) => {
        accuse = reject;
      });
      const late = new Error(`The file has not ended after ${limit} s. A lab waits for nothing.`);
      const timer = setTimeout(heard, limit * 1000, late).unref();
      declared.push(await declare(app, file, accused));
      clearTimeout(timer);
    }
    return declared;
  } finally {
    process.exit = exit;
    process.off("uncaughtException", heard).off("unhandledRejection", heard).off("beforeExit", idle);
    for (const listener of others) process.on("uncaughtException", listener);
  }
}

async function declare(
  app: App,
  { file, folder, broken, load }: LabFile,
  accused: Promise<never>,
): Promise<Declared> {
  const before = app.node.children;
  const labs = () =>
    app.node.children.filter((child): child is Lab => child instanceof Lab && !before.includes(child));
  const run = async () => {
    const { default: add } = await load();
    if (typeof add !== "function")
      throw new Error("The file has no default export that adds a lab: export default (app) => { … }.");
    await inLabFolder(folder, () => add(app));
    // What it began without waiting for it fails now.
    await setImmediate();
    if (labs().length === 0)
      throw new Error("The file adds no lab to the app that it is given: new Lab(app, …).");
  };
  try {
    if (broken !== undefined) throw new Error(broken);
    await Promise.race([run(), accused]);
    const problems = labs().flatMap((lab) => lab.problems());
    // Resolved here once, so that an error is told with this file and later calls succeed.
    if (problems.length === 0) for (const lab of labs()) void [lab.resolve(), lab.modeFiles()];
    return { file, labs: labs(), problems };
  } catch (error) {
    if (error instanceof LabError) return { file, labs: labs(), problems: error.problems };
    const message = messageOf(error);
    return { file, labs: labs(), problems: [{ path: file, message }] };
  }
}
