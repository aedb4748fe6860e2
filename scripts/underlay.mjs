#!/usr/bin/env node
// The `underlay` command: TypeScript is run as it is.
import { register } from "tsx/esm/api";

register();
await import("./underlay.ts");
