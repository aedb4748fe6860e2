import { adoptToolEnvironment } from "../lib/runtime/tool-environment.ts";
import { runProgram } from "./program.ts";

adoptToolEnvironment();
await runProgram(process.argv.slice(2));
