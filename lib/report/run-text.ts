import type { RunRecord } from "../results/run-record.ts";
import { listedClaims } from "./claim-text.ts";
import { probeTable } from "./table.ts";

/** A run for the terminal: its probes, and the claims that its lab lists. */
export const runText = (run: RunRecord): string =>
  [probeTable(run), listedClaims(run).join("\n")].filter((part) => part !== "").join("\n\n");
