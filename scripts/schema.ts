/** schema.ts: writes what is published of definitions: the JSON Schemas of run.json and of labs in YAML, and the references of these, of the command line and of the TypeScript API. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { json } from "../lib/model/json.ts";
import { runRecord } from "../lib/results/run-record.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { workshopSchema } from "../lib/tasks/model/schema.ts";
import { apiPage } from "./reference/api-page.ts";
import { apiProgram } from "./reference/api-program.ts";
import { cliReference } from "./reference/cli.ts";
import { labJsonSchema, type Schema } from "./reference/lab-schema.ts";
import { publicApi } from "./reference/public-api.ts";
import { tasksReference, yamlReference } from "./reference/yaml-keys.ts";
import { verbs } from "./verbs.ts";

writeFileSync(join(projectDir, "docs/run.schema.json"), json(z.toJSONSchema(runRecord)));
const lab = labJsonSchema();
writeFileSync(join(projectDir, "docs/lab.schema.json"), json(lab));
const workshop = z.toJSONSchema(workshopSchema, { io: "input" }) as Schema;
writeFileSync(join(projectDir, "docs/workshop.schema.json"), json(workshop));
writeFileSync(join(projectDir, "docs/tasks-reference.md"), tasksReference(workshop));
writeFileSync(join(projectDir, "docs/yaml-reference.md"), yamlReference(lab));
writeFileSync(join(projectDir, "docs/cli-reference.md"), await cliReference(verbs));
writeFileSync(join(projectDir, "docs/api-reference.md"), apiPage(publicApi(apiProgram())));
