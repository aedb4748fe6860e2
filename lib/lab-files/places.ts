import type { Problem } from "../model/errors.ts";
import type { Path, YamlDocument } from "../yaml/document.ts";
import { positionOf, problemAt } from "../yaml/source.ts";
import { inYaml } from "./wording.ts";

/** The part of a document that each construct of a lab was made of, by the construct's path. */
export type Places = ReadonlyMap<string, Path>;

/** Problems of a lab as those of the document that the lab was made of. */
export function located(problems: readonly Problem[], document: YamlDocument, places: Places): Problem[] {
  const constructs = new Set([...places.values()].map(String));
  return problems.map((problem) => {
    const lab = problem.path.split("/")[0] ?? "";
    // Of another file, whose lines it names itself.
    if (!places.has(lab)) return problem;
    const path = placeOf(problem.path, places);
    const message = inYaml(problem.message);
    // What follows is the fix.
    const [fault = ""] = message.split(/[.;] /);
    const meant = meantBy(fault, partsOf(document, path, constructs));
    const range = meant === undefined ? document.keyPlace(path) : document.place(meant);
    const isOfOthers = message.includes(`${lab}/`);
    return problemAt(document.source, range, isOfOthers ? withLines(message, document, places) : message);
  });
}

/** That of the construct, or of the nearest above it that the document has. */
function placeOf(construct: string, places: Places): Path {
  const above = construct.lastIndexOf("/");
  return places.get(construct) ?? (above < 0 ? [] : placeOf(construct.slice(0, above), places));
}

/** A part of a construct's own: how complaints call it, and where it is. */
type Named = readonly [text: string, path: Path];

/** The keys and values of a construct, without those of constructs inside of it. */
function partsOf({ value }: YamlDocument, path: Path, constructs: ReadonlySet<string>): Named[] {
  const walk = (part: unknown, at: Path): Named[] => {
    if (typeof part !== "object" || part === null) return [[String(part), at]];
    return Object.entries(part).flatMap(([key, inner]): Named[] => {
      const below = [...at, key];
      if (constructs.has(String(below))) return [];
      return [...(Array.isArray(part) ? [] : ([[key, below]] as const)), ...walk(inner, below)];
    });
  };
  return walk(
    path.reduce<unknown>((part, key) => Object(part)[key], value),
    path,
  );
}

/** Complaints repeat what they are about: of the parts of a construct, that which the message names first. */
function meantBy(message: string, parts: readonly Named[]): Path | undefined {
  const found = parts
    .map(([text, path]) => ({ path, at: wordIn(message, text) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.path;
}

/** Where a text has another as a word of its own; -1 where it has not. */
const wordIn = (text: string, word: string): number =>
  word === "" ? -1 : text.search(new RegExp(`(?<![\\w.-])${escaped(word)}(?![\\w-])`));

const escaped = (text: string): string => text.replace(/[^\w\s]/g, "\\$&");

/** Other constructs by their names and lines, where a message has their paths. */
function withLines(message: string, { source, keyPlace }: YamlDocument, places: Places): string {
  return [...places]
    .filter(([construct]) => construct.includes("/"))
    .sort(([a], [b]) => b.length - a.length)
    .reduce(
      (text, [construct, path]) =>
        text.replaceAll(construct, () => {
          const { line } = positionOf(source, keyPlace(path)[0]);
          return `${construct.slice(construct.lastIndexOf("/") + 1)} (line ${line})`;
        }),
      message,
    );
}
