import { join, relative } from "node:path";
import { Command } from "commander";
import { messageOf } from "../../lib/model/errors.ts";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import type { Gated } from "../../lib/report/gate/figures.ts";
import { junit } from "../../lib/report/gate/junit.ts";
import { gateMarkdown } from "../../lib/report/gate/markdown.ts";
import { gateText } from "../../lib/report/gate/text.ts";
import { usualRule } from "../../lib/results/gate/baseline.ts";
import type { Verdict } from "../../lib/results/gate/verdict.ts";
import type { Tell } from "../../lib/runtime/runs/compare.ts";
import { type GateOptions, gate } from "../../lib/runtime/runs/gate.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { asRefusal, exitCodes, interruption, print, Refusal } from "../../lib/runtime/terminal.ts";
import { seconds, share } from "../amounts.ts";
import { type Asked, requireWritable, writeAsked } from "../asked-files.ts";
import { hostKindOption } from "../host-kind.ts";
import { judging } from "../misuse.ts";

interface Options {
  readonly against?: string;
  readonly againstLab?: string;
  readonly baseline?: string;
  readonly maxRegression: number;
  readonly confidence: number;
  readonly budget: number;
  readonly only?: string[];
  readonly judge?: string[];
  readonly hostKind?: HostKind;
  readonly junit?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

export function gateCommand(): Command {
  const command = new Command("gate")
    .argument("<lab>", "the lab that is judged")
    .option("--against <ref>", "the same lab as it is at a commit, branch or tag, deployed beside it")
    .option("--against-lab <lab>", "another lab of this project")
    .option("--baseline <file>", "what it was another day, as underlay compare LAB --save FILE has kept it")
    .option(
      "--max-regression <share>",
      "how much worse a figure may be",
      share(0.001, 0.5),
      usualRule.maxRegression,
    )
    .option(
      "--confidence <share>",
      "how sure the verdicts on all figures are together",
      share(0.5, 0.9999),
      1 - usualRule.error,
    )
    .option("--budget <time>", "the time within which it is to decide", seconds(10, 86_400), 600)
    .option("--only <probe...>", "measure these probes, by name; otherwise all that the labs share")
    .option("--judge <figure...>", "judge these figures, e.g. iperf/1; otherwise those that are steady")
    .addOption(hostKindOption("what hosts of labs are made of that are brought up"))
    .option("--junit <file>", "write the verdicts as JUnit XML")
    .option("--markdown <file>", "write them as Markdown, for a pull request")
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
Labs that are not up are brought up side by side, and taken down again at the end. Each round is one short sample of
each figure in both labs; a coin says which comes first. It ends as soon as the answer is clear, within an error rate
that does not depend on when (docs/statistics.md).

Exits with 0 when no figure is worse by more than is allowed, 1 for a regression, 2 when nothing was measured (also
where the baseline says nothing of now), and 3 when it is not sure.

Examples:
  $ underlay gate lab-vxlan --against origin/main
  $ underlay gate lab-new --against-lab lab-old --max-regression 3% --budget 5m --junit gate.xml`,
    )
    .action(gateNow);
  return judging(command);
}

/** Status 1 is for a regression alone, so that CI stops a change for nothing else; one that was told stays one, whatever fails behind it. */
async function gateNow(lab: string, options: Options): Promise<void> {
  let verdict: Verdict | undefined;
  try {
    const installation = requireInstallation();
    const signal = interruption();
    await requireWritable(filesOf(options));
    const asked = {
      ...{ hostKind: undefined, only: undefined, judge: undefined, ...options },
      ...{ against: referenceOf(lab, options), installation, signal },
    };
    await gate(lab, asked, async (compared) => {
      const gated = tell(compared, options);
      verdict = gated.gate.verdict;
      process.exitCode = exitCode(verdict);
      await writeAsked(filesOf(options), gated);
    });
  } catch (error) {
    throw verdict === "regression" ? new Error(messageOf(error), { cause: error }) : asRefusal(error);
  }
}

function tell({ folder, record }: Parameters<Tell>[0], { json = false }: Options): Gated {
  if (record.gate === null || (record.turns.length === 0 && record.gate.verdict === "inconclusive"))
    throw new Refusal("It was ended before anything was measured.");
  const gated: Gated = { ...record, gate: record.gate };
  const report = relative(process.cwd(), join(folder, "comparison.html"));
  if (json) print(record);
  else console.log(`${gateText(gated)}\n\nReport: ${report}`);
  return gated;
}

function referenceOf(lab: string, { against, againstLab, baseline }: Options): GateOptions["against"] {
  if (againstLab === lab)
    throw new Refusal(`${lab} cannot be set against itself. Name another lab with --against-lab.`);
  const given = [
    ...(against === undefined ? [] : [{ ref: against }]),
    ...(againstLab === undefined ? [] : [{ lab: againstLab }]),
    ...(baseline === undefined ? [] : [{ baseline }]),
  ];
  const [reference] = given;
  if (reference && given.length === 1) return reference;
  throw new Refusal(
    "Say what the lab is set against: --against REF, --against-lab LAB or --baseline FILE, one of them.",
  );
}

const filesOf = ({ junit: xml, markdown }: Options): Asked<Gated>[] => [
  ["--junit", xml, junit],
  ["--markdown", markdown, gateMarkdown],
];

export const exitCode = (verdict: Verdict): number =>
  ({
    pass: exitCodes.passed,
    improvement: exitCodes.passed,
    regression: exitCodes.failed,
    inconclusive: exitCodes.warnings,
    incomparable: exitCodes.nothingRan,
  })[verdict];
