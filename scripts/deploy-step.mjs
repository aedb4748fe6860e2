// deploy-step.mjs STEP FILE: see deploy-step.
import { run } from "./compile.mjs";

await run("scripts/deploy-step.ts");
