import type { Command } from "commander";

/** What each verb is for, and the verb, which is loaded only when it is called: some bring plots and drawings along. */
export type Verbs = Readonly<Record<string, readonly [about: string, load: () => Promise<Command>]>>;
