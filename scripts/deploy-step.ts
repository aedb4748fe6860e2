/**
 * deploy-step.ts STEP FILE: a step of a deploy by cdktf; see deploy-step and steps.ts.
 *
 * UNDERLAY_PROBES=off leaves the probes out.
 */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fail } from "../lib/runtime/terminal.ts";
import { adoptToolEnvironment } from "../lib/runtime/tool-environment.ts";

const workspace = process.env.TF_WORKSPACE || "default";
adoptToolEnvironment();
const [step = "", file = ""] = process.argv.slice(2);
try {
  // A state of another workspace would be one that no other command finds.
  if (step === "preflight" && workspace !== "default")
    throw new Error(`TF_WORKSPACE is "${workspace}": labs have one state each. Unset it, and deploy again.`);
  // Loaded only now: packages read the environment when they are loaded.
  const { steps } = await import("./steps.ts");
  await steps[step]?.(JSON.parse(await readFile(file, "utf8")), dirname(file));
} catch (error) {
  fail(error);
}
