import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { beforeSetUp, contextOf } from "../constructs/context.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { addLabOf } from "./file.ts";

/**
 * The lab of a YAML file with every name, address and MTU filled in; `instance` is which copy it is where the file says none. Throws
 * a LabError with all that is wrong with it.
 */
export function resolvedLabOf(file: string, instance?: number): LabSpec {
  // An app makes its output folder when it is made.
  const outdir = mkdtempSync(join(tmpdir(), "underlay-validate-"));
  try {
    const app = new App({ outdir, context: contextOf({ ...beforeSetUp, instance }) });
    return addLabOf(app, file, file).resolve();
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
