/** schema.ts: writes the JSON Schemas that are published, of run.json and of labs in YAML, from their definitions. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { json } from "../lib/model/json.ts";
import { runRecord } from "../lib/results/run-record.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { labJsonSchema } from "./reference/lab-schema.ts";

writeFileSync(join(projectDir, "docs/run.schema.json"), json(z.toJSONSchema(runRecord)));
writeFileSync(join(projectDir, "docs/lab.schema.json"), json(labJsonSchema()));
