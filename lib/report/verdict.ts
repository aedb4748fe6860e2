import type { HistoryRun } from "../history/history-run.ts";
import type { CapturedPacket } from "../probes/capture.ts";
import type { ComparisonRecord } from "../results/comparison/record.ts";
import type { Verdict } from "../results/gate/verdict.ts";
import { type Html, html } from "./html.ts";

type Tone = "good" | "bad" | "warn" | "plain";

/** A word with a sign, so that nothing is told by colour alone. */
const badges: Readonly<
  Record<
    HistoryRun["status"] | ComparisonRecord["status"] | CapturedPacket["class"] | Verdict,
    { tone: Tone; sign: string }
  >
> = {
  passed: { tone: "good", sign: "✓" },
  finished: { tone: "good", sign: "✓" },
  failed: { tone: "bad", sign: "✗" },
  interrupted: { tone: "warn", sign: "!" },
  running: { tone: "plain", sign: "…" },
  unfinished: { tone: "warn", sign: "!" },
  expected: { tone: "good", sign: "✓" },
  unexpected: { tone: "warn", sign: "!" },
  other: { tone: "plain", sign: "·" },
  pass: { tone: "good", sign: "✓" },
  improvement: { tone: "good", sign: "✓" },
  regression: { tone: "bad", sign: "✗" },
  inconclusive: { tone: "warn", sign: "?" },
  incomparable: { tone: "warn", sign: "≠" },
};

export const badge = (word: keyof typeof badges): Html =>
  html`<span class="badge ${badges[word].tone}"><span aria-hidden="true">${badges[word].sign}</span> ${word}</span>`;

export const toneOf = (word: keyof typeof badges): Tone => badges[word].tone;
