import type { Verdict } from "../lib/runtime/serve/results.ts";

/** How a verdict is shown: by a sign and words, and a colour beside. */
export const verdicts: Readonly<
  Record<
    Verdict,
    { readonly sign: string; readonly task: string; readonly check: string; readonly look: string }
  >
> = {
  pass: { sign: "✓", task: "solved", check: "passed", look: "good" },
  fail: { sign: "✗", task: "not yet", check: "failed", look: "bad" },
  unknown: { sign: "?", task: "could not be judged", check: "could not be judged", look: "warn" },
};
