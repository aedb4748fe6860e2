/** schema.ts: writes docs/run.schema.json, the JSON Schema of run.json, from the record's definition. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { json } from "../lib/model/json.ts";
import { runRecord } from "../lib/results/run-record.ts";
import { projectDir } from "../lib/runtime/project.ts";

writeFileSync(join(projectDir, "docs/run.schema.json"), json(z.toJSONSchema(runRecord)));
