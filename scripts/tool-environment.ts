/** tool-environment.ts: loaded before a program (start.mjs): packages, as zx, read the environment when they are loaded. */
import { adoptToolEnvironment } from "../lib/runtime/tool-environment.ts";

adoptToolEnvironment();
