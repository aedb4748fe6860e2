import { join, relative } from "node:path";
import { Command } from "commander";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import { comparisonCsv } from "../../lib/report/comparison/csv.ts";
import { comparisonMarkdown, matrixTable } from "../../lib/report/comparison/markdown.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { comparedKinds } from "../../lib/results/comparison/compared.ts";
import { anyFamily } from "../../lib/results/comparison/matrix.ts";
import type { ComparisonRecord } from "../../lib/results/comparison/record.ts";
import { saveBaseline } from "../../lib/runtime/runs/baseline.ts";
import type { Tell } from "../../lib/runtime/runs/compare.ts";
import { compareLabs } from "../../lib/runtime/runs/compare-labs.ts";
import { matrixLabs } from "../../lib/runtime/runs/matrix-labs.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { asRefusal, exitCodes, interruption, print, Refusal, refusing } from "../../lib/runtime/terminal.ts";
import { type Asked, requireWritable, writeAsked } from "../asked-files.ts";
import { hostKindOption } from "../host-kind.ts";
import { type Marked, markedBy } from "../marked.ts";
import { judging } from "../misuse.ts";
import { requireMarks, writeMarked } from "../pages.ts";
import { whole } from "../whole.ts";

interface Options {
  readonly matrix?: string;
  readonly updateReadme?: boolean;
  readonly rounds?: number;
  readonly twin: boolean;
  readonly only?: string[];
  readonly hostKind?: HostKind;
  readonly markdown?: string;
  readonly csv?: string;
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly save?: string;
}

/** Gates have no more rounds than what they are set against. */
const savedRounds = 30;

export function compareCommand(): Command {
  const command = new Command("compare")
    .argument("[lab...]", "two or more; the others are set against the first", [])
    .option(
      "--matrix <family>",
      `the labs of this project that differ in their mode alone, of a family (flannel, calico) or of any (${anyFamily})`,
    )
    .option(
      "--rounds <number>",
      "how often each lab is measured; otherwise as often as so many labs and figures need to be told apart",
      whole(1, 100),
    )
    .option("--no-twin", "measure no copy of the first lab: the noise floor is one of other machines then")
    .option(
      "--only <probe...>",
      `these probes, by name; otherwise all of the kinds ${comparedKinds} that the labs share`,
    )
    .addOption(hostKindOption("refuse labs that are up on hosts of another kind"))
    .option("--quick", "one short sample of everything in each round")
    .option("--markdown <file>", "write what is told as Markdown, for a pull request")
    .option("--csv <file>", "write every sample: round, lab, figure, value, unit")
    .option(
      "--save <file>",
      "keep the figures for underlay gate --baseline, as ratios to a path made by hand that takes turns with the labs; one lab is enough",
    )
    .option("--update-readme", "write a matrix's table between its marks in this project's README.md")
    .option("--json", "the record as JSON")
    .addHelpText(
      "after",
      `
Labs that are not up are brought up side by side, and so is a copy of the first one, whose figures tell the noise of this machine in
these minutes. All that was brought up is taken down again at the end.

Exits with 0 when every sample has a figure, 1 when one failed or it was interrupted, and 2 when nothing was measured.

Examples:
  $ underlay compare lab-udp-routed lab-vxlan-routed
  $ underlay compare --matrix flannel --markdown flannel.md
  $ underlay compare lab-calico-ipip lab-vxlan-routed --host-kind vm --rounds 20
  $ underlay compare lab-udp-routed lab-vxlan-routed --only iperf --json | jq '.summary[].labs'`,
    )
    .action(compareNow);
  return judging(command);
}

async function compareNow(named: string[], { json = false, save, ...options }: Options): Promise<void> {
  const files = filesOf(options);
  const place = await placeOf(options);
  await requireWritable([...files, ["--save", save, () => ""]]);
  const labs = await labsOf(named, options);
  const isSaved = save !== undefined;
  const asked = { labs, only: undefined, hostKind: undefined, rounds: isSaved ? savedRounds : undefined };
  const installation = requireInstallation();
  const run = { installation, signal: interruption(), quick: isSaved, path: isSaved };
  let isTold = false;
  await compareLabs({ ...asked, ...run, ...options }, async (compared) => {
    isTold = true;
    tell(compared, json);
    await writeAsked(files, compared.record);
    if (isSaved) await saveBaseline(save, compared.record);
    if (place) await writeTable(place, compared.record);
  }).catch((error) => {
    throw isTold ? error : asRefusal(error);
  });
}

/** A table that people look up is of a whole comparison. */
async function writeTable(place: Marked, record: ComparisonRecord): Promise<void> {
  if (exitCode(record) !== exitCodes.passed)
    throw new Error("README.md is left as it is: not every sample has a figure.");
  await writeMarked(place, matrixTable(record));
}

async function labsOf(named: readonly string[], { matrix, hostKind }: Options): Promise<readonly string[]> {
  if (matrix === undefined) return named;
  if (named.length > 0)
    throw new Refusal(`--matrix chooses the labs. Leave out ${named.join(", ")}, or --matrix.`);
  return matrixLabs(matrix, hostKind);
}

/** The place of a matrix's table in the project's README; refused before anything is measured where it has none. */
async function placeOf({ matrix, updateReadme = false }: Options): Promise<Marked | undefined> {
  if (!updateReadme) return undefined;
  if (matrix === undefined)
    throw new Refusal("--update-readme writes the table of a matrix. Say which with --matrix.");
  const command = `npx underlay compare --matrix ${matrix} --update-readme`;
  const place = markedBy("README.md", `matrix-${matrix}`, command);
  await refusing(() => requireMarks(place));
  return place;
}

const filesOf = ({ markdown, csv }: Options): Asked<ComparisonRecord>[] => [
  ["--markdown", markdown, comparisonMarkdown],
  ["--csv", csv, comparisonCsv],
];

function tell({ folder, record }: Parameters<Tell>[0], json: boolean): void {
  if (json) print(record);
  else
    console.log(
      `${comparisonText(record)}\n\nReport: ${relative(process.cwd(), join(folder, "comparison.html"))}`,
    );
  process.exitCode = exitCode(record);
}

export function exitCode({ status, turns }: Pick<ComparisonRecord, "status" | "turns">): number {
  const results = turns.flatMap((turn) => turn.results);
  if (results.length === 0) return exitCodes.nothingRan;
  const sound = status === "finished" && results.every((result) => result.status === "passed");
  return sound ? exitCodes.passed : exitCodes.failed;
}
