import { dirname, resolve } from "node:path";
import type { App } from "cdktf";
import type { Lab } from "../constructs/lab.ts";
import { LabError } from "../model/errors.ts";
import { inLabFolder } from "../model/lab-folder.ts";
import { readYaml } from "../yaml/document.ts";
import { readSource } from "../yaml/file.ts";
import { addLab } from "./lab.ts";

/** Adds the lab of a YAML file to an app. `name` is what errors call the file. Throws a LabError with all that is wrong with it. */
export function addLabOf(app: App, path: string, name: string): Lab {
  const read = readSource(path, name);
  if ("problem" in read) throw new LabError([read.problem]);
  const { documents, problems } = readYaml(read.source);
  if (problems.length > 0) throw new LabError(problems);
  const [document, second] = documents;
  if (!document) throw new LabError([{ path: name, message: empty }]);
  if (second)
    throw new LabError([
      second.problem([], "A second document begins here, but a file is one lab. Make a file of it."),
    ]);
  return inLabFolder(dirname(resolve(path)), () => addLab(app, document));
}

const empty = "The file is empty. A lab has about, slot, segments, hosts and cni: see docs/labs-in-yaml.md.";
