import { Document, isSeq, parseDocument } from "yaml";
import { LabError } from "../../model/errors.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { readYaml } from "../../yaml/document.ts";
import { faultChoices } from "../faults.ts";
import { readFaults } from "./read-task.ts";
import type { Fault } from "./task.ts";

/**
 * The fault of a command line's words, e.g. `wrong-mtu machine=host1 mtu=1400`: as files have it, `{ wrong-mtu: { machine: host1, mtu:
 * 1400 } }`, with the same complaints. Throws a LabError with all that is wrong, also where the lab lacks what it names.
 */
export function faultOf(kind: string, words: readonly string[], lab: LabSpec): Fault {
  const options = words.map((word): [string, unknown] => {
    const at = word.indexOf("=");
    if (at < 1)
      throw new LabError([
        { path: kind, message: `"${word}" is no option. Write NAME=VALUE, e.g. machine=host1.` },
      ]);
    const [name, text] = [word.slice(0, at), word.slice(at + 1)];
    return [name, valueIn(kind, name, text)];
  });
  const text = new Document({ [kind]: Object.fromEntries(options) }).toString({ lineWidth: 0 });
  const { documents, problems } = readYaml({ file: "fault", text });
  const [document] = documents;
  if (!document) throw new LabError(problems);
  const { faults, problems: wrong, problemsWith } = readFaults(document, []);
  const all = wrong.length > 0 ? wrong : problemsWith(lab);
  const [fault] = faults;
  if (all.length > 0 || !fault) throw new LabError(all);
  return fault;
}

/** A number, or a list such as `[ip, link]`, where the option takes no text. */
function valueIn(kind: string, name: string, text: string): unknown {
  const option = Object.hasOwn(faultChoices, kind) ? faultChoices[kind]?.schema.shape[name] : undefined;
  if (option?.safeParse(text).success !== false) return text;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const { contents, errors } = parseDocument(text);
  return isSeq(contents) && errors.length === 0 ? contents.toJSON() : text;
}
