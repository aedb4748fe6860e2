import type { Claim, Evidence } from "../claims/claim.ts";
import type { Judgement } from "../claims/judge.ts";
import { gibibytes, plural, utc } from "../figures/format.ts";
import { withoutControls } from "../figures/plain-text.ts";
import { hardwareOf, hardwareText } from "../results/hardware.ts";
import { judgedBy, signs, tallyOf } from "./claim-text.ts";
import { markdownTable, plain } from "./markdown.ts";

export interface JudgedClaims {
  readonly judged: readonly { readonly claim: Claim; readonly finding: Judgement }[];
  /** Labs that could not be measured, or not in turns, and why. */
  readonly lacking: readonly { readonly labs: readonly string[]; readonly reason: string }[];
}

/** Claims with their verdicts, the machine and the time that they were measured on, as a page. The same records give the same bytes. */
export function claimsMarkdown({ judged, lacking }: JudgedClaims): string {
  const findings = judged.map(({ finding }) => finding);
  return [
    "# Claims, as measured",
    `${plural(judged.length, "claim")}: ${tallyOf(findings)}. Judged by \`npx underlay claims\`; the page Claims of Underlay's documentation says how, and with what commands each fact is shown.`,
    table(["", ""], aboutRecords(findings)),
    table(
      ["claim", "verdict", "judged by"],
      judged.map((one) => [
        one.claim.id,
        `${signs[one.finding.verdict]} ${one.finding.verdict}`,
        judgedBy(one.claim, one.finding),
      ]),
    ),
    ...(lacking.length === 0
      ? []
      : [
          "## Not measured",
          lacking.map(({ labs, reason }) => `- ${plain(`${labs.join(", ")}: ${reason}`)}`).join("\n"),
        ]),
    ...judged.flatMap(({ claim, finding }) => [
      `## ${plain(claim.id)}: ${finding.verdict}`,
      `> ${plain(claim.sentence)}`,
      finding.evidence.map(fact).join("\n"),
    ]),
    "",
  ].join("\n\n");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  markdownTable(
    head,
    rows.map((cells) => cells.map(plain)),
  );

/** When and on what the records were made; several are told where they differ. */
function aboutRecords(findings: readonly Judgement[]): string[][] {
  const records = findings.flatMap(({ runs, comparisons }) => [...runs, ...comparisons]);
  if (records.length === 0) return [["Measured", "nothing"]];
  const instants = records
    .flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt ?? startedAt])
    .sort();
  const told = (tell: (record: (typeof records)[number]) => string) =>
    [...new Set(records.map(tell))].join("; ");
  return [
    ["Measured", `${utc(instants[0] ?? "")} to ${utc(instants.at(-1) ?? "")}`],
    [
      "Machine",
      told(
        ({ environment: { cpus, cpuModel, memoryBytes } }) =>
          `${plural(cpus, "CPU")} (${cpuModel}), ${gibibytes(memoryBytes)} of memory`,
      ),
    ],
    ["Kernel", told(({ environment }) => `Linux ${environment.kernel}`)],
    ["Engine", told(({ environment }) => environment.engine)],
    ["Hosts", told((record) => hardwareText(hardwareOf(record)))],
    ["Underlay", told(({ environment }) => environment.underlay)],
  ];
}

/** What is quoted keeps its lines. */
function fact({ what, shows, verdict }: Evidence): string {
  const lines = shows.split("\n");
  const head = `- ${signs[verdict]} ${plain(what)}:`;
  if (lines.length === 1) return `${head} ${plain(shows)}`;
  return [head, "", "  ```", ...lines.map((line) => `  ${withoutControls(line)}`), "  ```", ""].join("\n");
}
