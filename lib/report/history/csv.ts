import { max, median, min } from "simple-statistics";
import { type HistoryRun, inOrder } from "../../history/history-run.ts";
import { csvText } from "../csv.ts";

const columns = [
  ...[
    "lab",
    "run",
    "started_at",
    "status",
    "host_kind",
    "accelerator",
    "user_namespace",
    "cpu",
    "kernel",
    "underlay",
  ],
  ...["probe", "figure", "title", "settings", "unit", "better", "samples", "median", "min", "max"],
];

/** Figures of runs as CSV, oldest first: a line for each figure that a run has. What it does not have is no line. */
export const csv = (runs: readonly HistoryRun[]): string =>
  csvText([columns, ...inOrder(runs).flatMap(linesOf)]);

const linesOf = (run: HistoryRun): (string | number)[][] =>
  run.figures.map(({ probe, key, title, settings, unit, better, values }) => {
    const { hostKind, accelerator, userNamespace, cpu } = run.hardware;
    const all = [...values];
    return [
      ...[run.name, run.run, run.startedAt, run.status, hostKind, accelerator ?? "", userNamespace],
      ...[cpu, run.kernel, run.underlay, probe, key, title, settings, unit, better],
      ...[all.length, median(all), min(all), max(all)],
    ];
  });
