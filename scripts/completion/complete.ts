import { RootCommand } from "@bomb.sh/tab";
import type { Command } from "commander";
import type { Verbs } from "../verb.ts";
import { namesFor } from "./names.ts";

/**
 * Prints what the last word may become, for the shell. Only the verb that is called is loaded. Every option and argument is the verb's own
 * definition, so a new verb is completed by existing.
 */
export async function complete(verbs: Verbs, words: readonly string[]): Promise<void> {
  // What follows is the command of `exec`, of which nothing is known.
  if (words.slice(0, -1).includes("--")) return;
  const tab = new RootCommand();
  for (const [name, [about]] of Object.entries(verbs)) tab.command(name, about);
  tab.option("help", "help for a command", "h");
  tab.option("version", "the version of Underlay", "V");
  const [called = ""] = words.filter((word) => !word.startsWith("-"));
  const load = words.length > 1 && Object.hasOwn(verbs, called) ? verbs[called]?.[1] : undefined;
  if (load) await add(tab, await load(), called, words.slice(1));
  tab.parse([...words]);
}

async function add(
  tab: RootCommand,
  command: Command,
  path: string,
  words: readonly string[],
): Promise<void> {
  const own = tab.command(path, command.description());
  const before = operands(command, words.slice(0, -1));
  const offer = async (name: string, choices: readonly string[] | undefined) =>
    (choices ?? (await namesFor(path, name, before))).filter((each) => !before.includes(each));
  for (const option of command.createHelp().visibleOptions(command)) {
    const [long, short] = [option.long?.slice(2) ?? "", option.short?.slice(1)];
    const values = await offer(`--${long}`, option.argChoices);
    if (option.required || option.optional) own.option(long, option.description, offering(values), short);
    else own.option(long, option.description, short);
  }
  for (const argument of command.registeredArguments)
    own.argument(
      argument.name(),
      offering(await offer(argument.name(), argument.argChoices)),
      argument.variadic,
    );
  for (const each of command.commands) await add(tab, each, `${path} ${each.name()}`, words.slice(1));
}

const offering =
  (values: readonly string[]) =>
  (take: (value: string, description: string) => void): void => {
    for (const value of values) take(value, "");
  };

/** The words that are neither options nor their values. */
function operands({ options }: Command, words: readonly string[]): string[] {
  const takesValue = (word = "") =>
    !word.includes("=") &&
    options.some(
      ({ long, short, required, optional }) => (required || optional) && [long, short].includes(word),
    );
  return words.filter((word, index) => !word.startsWith("-") && !takesValue(words[index - 1]));
}
