import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { runRecord } from "../../lib/results/run-record.ts";

it("publishes the schema of run.json as it is (npm run schema writes it anew)", () => {
  const published = readFileSync(join(import.meta.dirname, "../../docs/run.schema.json"), "utf8");
  expect(JSON.parse(published)).toEqual(z.toJSONSchema(runRecord));
});
