#!/usr/bin/env node
// The `underlay` command.
import { run } from "./compile.mjs";

await run("scripts/underlay.ts");
